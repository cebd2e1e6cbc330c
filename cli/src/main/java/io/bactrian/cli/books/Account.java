package io.bactrian.cli.books;

/**
 * One customer's account, in minor units.
 *
 * @param heldMinor of the refunds, what is no credit yet because the return may still be undone
 */
public record Account(String customerId, long creditMinor, long chargedMinor, long refundedMinor, long heldMinor) {}
