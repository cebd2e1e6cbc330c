package io.bactrian.cli.books;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stock set aside for an order within a saga. */
public record Reservation(String orderId, @Nullable String sagaId, State state, List<Line> lines) {

    public Reservation {
        lines = List.copyOf(lines);
    }

    /** So many of one article. */
    public record Line(String sku, long quantity) {}

    /** Where the goods are. */
    public enum State {
        /** Set aside until the saga is decided. */
        RESERVED,
        /** Gone to the customer. */
        CONFIRMED,
        /** Back on the shelf. */
        RELEASED
    }
}
