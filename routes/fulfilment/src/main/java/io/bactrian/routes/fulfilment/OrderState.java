package io.bactrian.routes.fulfilment;

import java.util.Locale;

/** Where an order is, in the words of the answers. */
enum OrderState {
    /** An attempt is on its way, or its outcome is not on record yet. */
    RUNNING(202),
    /** All steps were done and the saga closed. */
    FULFILLED(201),
    /** Fulfilled, and all of it has come back since. */
    RETURNED(201),
    /** Undone for a reason of business; stays so. */
    REFUSED(409),
    /** Undone for a technical reason; may be placed again under the same id. */
    CANCELLED(409);

    private final int placed;

    OrderState(int placed) {
        this.placed = placed;
    }

    /** The HTTP status that answers {@code POST /orders}. */
    int statusWhenPlaced() {
        return placed;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
