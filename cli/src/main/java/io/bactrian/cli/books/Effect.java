package io.bactrian.cli.books;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The effects of the order saga, with the place of their step and what undoes them. */
public enum Effect implements StepEffect {
    /** The order's own end by compensation: the root joined first, so this is the last of all. */
    CANCEL_ORDER(0, Kind.UNDO),
    /** The order's own end when the saga closed. */
    COMPLETE_ORDER(0, Kind.COMPLETE),
    /** Stock set aside. */
    RESERVE(1, Kind.ACT),
    /** Undoes {@link #RESERVE}. */
    RELEASE(1, Kind.UNDO),
    /** Makes {@link #RESERVE} lasting. */
    CONFIRM(1, Kind.COMPLETE),
    /** Money taken. */
    CHARGE(2, Kind.ACT),
    /** Undoes {@link #CHARGE}. */
    REFUND(2, Kind.UNDO),
    /** The order confirmed. */
    CONFIRM_ORDER(3, Kind.ACT),
    /** Undoes {@link #CONFIRM_ORDER}. */
    WITHDRAW(3, Kind.UNDO),
    /** A shipment made. */
    CREATE_SHIPMENT(4, Kind.ACT),
    /** Undoes {@link #CREATE_SHIPMENT}. */
    CANCEL_SHIPMENT(4, Kind.UNDO);

    /** The steps by their places. */
    public static final List<String> STEPS =
            List.of("order-fulfilment", "reserve-stock", "charge-payment", "confirm-order", "create-shipment");

    /** Which way an effect goes. */
    public enum Kind {
        /** A step's action. */
        ACT,
        /** A step's compensation. */
        UNDO,
        /** A step's completion. */
        COMPLETE
    }

    private final int place;
    private final Kind kind;

    Effect(int place, Kind kind) {
        this.place = place;
        this.kind = kind;
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    /** The effect of a journal's entry; empty for words that belong to another saga. */
    public static Optional<Effect> of(JournalEntry entry) {
        return Arrays.stream(values())
                .filter(effect -> effect.name().equals(entry.effect()))
                .findFirst();
    }
}
