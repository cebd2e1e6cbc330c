package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/** Money taken from a customer for an order within a saga, in minor units. */
public record Charge(String orderId, @Nullable String sagaId, String customerId, long amountMinor, State state) {

    /** Whether the customer still pays. */
    public enum State {
        /** Taken. */
        CHARGED,
        /** Taken and given back. */
        REFUNDED
    }
}
