package io.bactrian.cli.books;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goods that came back for a return within a saga. */
public record Restock(
        String returnId, String orderId, @Nullable String sagaId, State state, List<Reservation.Line> lines) {

    public Restock {
        lines = List.copyOf(lines);
    }

    /** Where the goods are. */
    public enum State {
        /** Set aside until the saga is decided. */
        RECEIVED,
        /** For sale again. */
        SHELVED,
        /** With the customer again. */
        SENT_BACK
    }
}
