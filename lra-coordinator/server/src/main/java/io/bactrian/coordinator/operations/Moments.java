package io.bactrian.coordinator.operations;

import java.time.Instant;

/** Which points in time a ledger can be asked for. */
final class Moments {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Moments() {}

    /** Its year has four digits: others exist too, but no database takes all of them. */
    static boolean isKept(Instant moment) {
        return !moment.isBefore(FIRST) && moment.isBefore(END);
    }
}
