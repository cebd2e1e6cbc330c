package io.bactrian.participants.events;

import java.util.Locale;

/** What became of an event that was delivered. */
enum EventOutcome {
    /** It had its effect, now. */
    DONE,
    /** It had its effect before. */
    REPEAT,
    /** It was put aside. */
    DEAD_LETTER;

    /** The word of the meters. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
