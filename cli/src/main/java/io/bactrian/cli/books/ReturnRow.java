package io.bactrian.cli.books;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One return as the order service knows it.
 *
 * @param amountMinor what the customer gets back, null before it was accepted
 * @param lines what was accepted
 */
public record ReturnRow(
        String returnId,
        String orderId,
        State state,
        @Nullable Long amountMinor,
        @Nullable String sagaId,
        List<Reservation.Line> lines) {

    public ReturnRow {
        lines = List.copyOf(lines);
    }

    /** What has become of it. */
    public enum State {
        /** Asked for, and never accepted. */
        REQUESTED,
        /** Accepted by a saga that is not decided yet. */
        ACCEPTED,
        /** Its saga closed. */
        RETURNED,
        /** Refused by its validation. */
        REFUSED,
        /** Its saga was compensated. */
        UNDONE
    }

    boolean returned() {
        return state == State.RETURNED;
    }

    long amount() {
        return amountMinor == null ? 0 : amountMinor;
    }

    Map<String, Long> quantities() {
        return quantities(lines);
    }

    static Map<String, Long> quantities(List<Reservation.Line> lines) {
        Map<String, Long> quantities = new HashMap<>();
        lines.forEach(line -> quantities.merge(line.sku(), line.quantity(), Long::sum));
        return quantities;
    }
}
