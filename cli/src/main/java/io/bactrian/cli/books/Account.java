package io.bactrian.cli.books;

/** One customer's account, in minor units. */
public record Account(String customerId, long creditMinor, long chargedMinor, long refundedMinor) {}
