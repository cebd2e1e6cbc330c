package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/** One order as the order service knows it. */
public record OrderRow(
        String orderId,
        String customerId,
        long totalMinor,
        int attempt,
        State state,
        @Nullable String reason,
        boolean retryable,
        @Nullable String sagaId) {

    /** What has become of it. */
    public enum State {
        /** Accepted, a saga is to follow. */
        PENDING,
        /** Confirmed by a step of a saga that is not decided yet. */
        CONFIRMED,
        /** Its saga closed. */
        FULFILLED,
        /** It closed, and the order waits for a return that is not decided yet. */
        RETURNING,
        /** It closed, and all has come back. */
        RETURNED,
        /** Its saga was compensated. */
        CANCELLED
    }

    boolean open() {
        return state == State.PENDING || state == State.CONFIRMED || state == State.RETURNING;
    }

    /** Whether the customer got the goods, and whatever came back later. */
    boolean fulfilled() {
        return state == State.FULFILLED || state == State.RETURNING || state == State.RETURNED;
    }
}
