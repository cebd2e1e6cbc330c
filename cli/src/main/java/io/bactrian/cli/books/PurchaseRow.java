package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/**
 * A purchase within a saga as the routes know it; the order service never hears of it.
 *
 * @param reference what payment and inventory know in place of an order's id
 * @param customerId null when it was void before anything was known of it, likewise the article
 */
public record PurchaseRow(
        String reference,
        String sagaId,
        State state,
        @Nullable String customerId,
        @Nullable String sku,
        long quantity,
        long amountMinor) {

    /** What has become of it. */
    public enum State {
        /** Its saga is on its way. */
        OPEN,
        /** Its saga has done all steps and is not closed yet. */
        CONFIRMED,
        /** Its saga closed. */
        SOLD,
        /** Its saga was compensated. */
        VOID
    }

    boolean open() {
        return state == State.OPEN || state == State.CONFIRMED;
    }

    boolean sold() {
        return state == State.SOLD;
    }
}
