package io.bactrian.participants.journal;

import java.util.Locale;

/** What came of an action, a compensation or a completion. */
public enum Result {
    /** The business effect happened, in the transaction that wrote the entry. */
    DONE,
    /** The effect had happened before; nothing was done. */
    REPEAT,
    /** There was no effect to undo or to complete; an action that arrives from now on is refused. */
    EMPTY,
    /** An action after its compensation, a business refusal, or a call that contradicts what was decided; nothing was done. */
    REFUSED;

    /** The word of the journal's wire format. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
