package io.bactrian.cli.books;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One order of the input and what the client was told.
 *
 * @param quantities how many of each article it asks for
 * @param told null while no answer has come
 */
public record InputOrder(
        String orderId,
        String customerId,
        long totalMinor,
        Map<String, Long> quantities,
        @Nullable Told told) implements Sent {

    public InputOrder {
        quantities = Map.copyOf(quantities);
    }

    @Override
    public String number() {
        return orderId;
    }

    @Override
    public boolean answered() {
        return told != null;
    }

    @Override
    public InputOrder unanswered() {
        return new InputOrder(orderId, customerId, totalMinor, quantities, null);
    }

    @Override
    public boolean refused() {
        return told == Told.REFUSED;
    }

    /** What the client was told last. */
    public enum Told {
        /** 201: the goods are on their way. */
        FULFILLED,
        /** 409: nothing came of it, and everything was undone. */
        COMPENSATED,
        /** 400, or 409 without a saga: not taken up at all. */
        REFUSED
    }
}
