package io.bactrian.routes.purchase;

/** A sale as it is on record. */
record Sale(String sagaId, State state, String customerId, String sku, int quantity, long amountMinor) {

    boolean isOf(Purchase purchase) {
        return customerId.equals(purchase.customerId())
                && sku.equals(purchase.sku())
                && quantity == purchase.quantity()
                && amountMinor == purchase.amountMinor();
    }

    enum State {
        /** Its saga is on its way. */
        OPEN,
        /** Its saga has done all steps and is not closed yet. */
        CONFIRMED,
        /** Its saga has closed. */
        SOLD,
        /** Its saga was cancelled, or will be. */
        VOID
    }
}
