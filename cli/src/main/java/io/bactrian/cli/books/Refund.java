package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/** Money given back for a return within a saga, in minor units. */
public record Refund(
        String returnId, String orderId, @Nullable String sagaId, String customerId, long amountMinor, State state) {

    /** Whether the customer keeps it. */
    public enum State {
        /** Given back until the saga is decided. */
        REFUNDED,
        /** Given back for good. */
        SETTLED,
        /** Charged again. */
        CANCELLED
    }
}
