package io.bactrian.cli.books;

import org.jspecify.annotations.Nullable;

/**
 * Something that does not balance, with the names a person needs to look into it.
 *
 * @param customerId null where none is concerned or known, likewise the order and the article
 */
public record Violation(
        Book book,
        @Nullable String customerId,
        @Nullable String orderId,
        @Nullable String sku,
        String what) {

    /** The book it was found in. */
    public enum Book {
        /** Orders: every one accounted for, none open. */
        ORDERS("orders"),
        /** Stock: what came in is on hand or with a fulfilled order. */
        STOCK("stock"),
        /** Money: customers pay for what was fulfilled. */
        MONEY("money"),
        /** Shipments: one for each fulfilled order. */
        SHIPMENTS("shipments"),
        /** Returns: every one accounted for, none open. */
        RETURNS("returns"),
        /** Follow-ups: each one once for each fulfilled order, and for no other. */
        FOLLOW_UPS("follow-ups"),
        /** Journals: reverse order, and once. */
        JOURNALS("journals");

        private final String label;

        Book(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(book.label()).append(": ");
        if (customerId != null) {
            text.append("customer ").append(customerId).append(", ");
        }
        if (orderId != null) {
            text.append("order ").append(orderId).append(", ");
        }
        if (sku != null) {
            text.append("SKU ").append(sku).append(", ");
        }
        return text.append(what).toString();
    }
}
