package io.bactrian.cli.books;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One return that was asked for and what the client was told.
 *
 * @param quantities how many of each article come back
 * @param amountMinor what the customer expects to get back for them, in minor units
 * @param told null while no answer has come
 */
public record InputReturn(
        String returnId,
        String orderId,
        Map<String, Long> quantities,
        long amountMinor,
        @Nullable Told told) implements Sent {

    public InputReturn {
        quantities = Map.copyOf(quantities);
    }

    @Override
    public String number() {
        return returnId;
    }

    @Override
    public boolean answered() {
        return told != null;
    }

    @Override
    public InputReturn unanswered() {
        return new InputReturn(returnId, orderId, quantities, amountMinor, null);
    }

    @Override
    public boolean refused() {
        return told == Told.REFUSED;
    }

    /** What the client was told last. */
    public enum Told {
        /** 201: goods and money are back. */
        RETURNED,
        /** 409: nothing came of it, and what was done was undone. */
        UNDONE,
        /** 400, or 409 of the validation: nothing was done at all. */
        REFUSED
    }
}
