package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/** A shipment for one attempt of an order. */
public record Shipment(
        String orderId,
        int attempt,
        @Nullable String customerId,
        State state,
        @Nullable String trackingId) {

    /** Whether it goes out. */
    public enum State {
        /** It goes out. */
        ACTIVE,
        /** It was made and called back. */
        CANCELLED,
        /** It was called back before it was made and can never be made. */
        BLOCKED
    }
}
