package io.bactrian.cli.books;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The effects of the return saga, with the place of their step. */
public enum ReturnEffect implements StepEffect {
    /** The order waits for the goods. */
    ACCEPT_RETURN(0, Effect.Kind.ACT),
    /** Undoes {@link #ACCEPT_RETURN}: the last of all, for validation joined first. */
    DROP_RETURN(0, Effect.Kind.UNDO),
    /** Makes {@link #ACCEPT_RETURN} lasting. */
    COMPLETE_RETURN(0, Effect.Kind.COMPLETE),
    /** Money given back, and held. */
    REFUND_RETURN(1, Effect.Kind.ACT),
    /** Undoes {@link #REFUND_RETURN}. */
    CANCEL_REFUND(1, Effect.Kind.UNDO),
    /** Makes {@link #REFUND_RETURN} lasting. */
    SETTLE_REFUND(1, Effect.Kind.COMPLETE),
    /** Goods taken back, and set aside. */
    RECEIVE(2, Effect.Kind.ACT),
    /** Undoes {@link #RECEIVE}. */
    SEND_BACK(2, Effect.Kind.UNDO),
    /** Makes {@link #RECEIVE} lasting. */
    SHELVE(2, Effect.Kind.COMPLETE);

    /** The steps by their places. */
    public static final List<String> STEPS = List.of("validate-return", "refund-return", "restock-return");

    private final int place;
    private final Effect.Kind kind;

    ReturnEffect(int place, Effect.Kind kind) {
        this.place = place;
        this.kind = kind;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public Effect.Kind kind() {
        return kind;
    }

    /** The effect of a journal's entry; empty for words that belong to another saga. */
    public static Optional<ReturnEffect> of(JournalEntry entry) {
        return Arrays.stream(values())
                .filter(effect -> effect.name().equals(entry.effect()))
                .findFirst();
    }
}
