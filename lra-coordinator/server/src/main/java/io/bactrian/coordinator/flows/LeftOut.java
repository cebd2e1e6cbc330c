package io.bactrian.coordinator.flows;

import java.util.Locale;

/** Why a record is in no flow. */
public enum LeftOut {
    /** Its type belongs to no declared flow; other events may share the topic. */
    UNKNOWN_TYPE,
    /** A header that must be there is missing or empty. */
    MISSING_HEADER,
    /** A header is no UTF-8, or has control characters. */
    BAD_TEXT,
    /** A header is longer than the ledger keeps. */
    TOO_LONG,
    /** The event's time is none, or nowhere near our age. */
    BAD_TIME,
    /** The ledger refuses what it says, though it looked right. */
    REFUSED,
    /** Its flow has more events than a flow can have. */
    TOO_MANY;

    /** The word for metrics: {@code unknown-type}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** It cannot be understood, and is put aside for a person. */
    boolean isDeadLetter() {
        return this != UNKNOWN_TYPE && this != TOO_MANY;
    }
}
