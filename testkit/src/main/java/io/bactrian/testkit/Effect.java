package io.bactrian.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Something that a scripted service did, undid or completed.
 *
 * @param step the saga step it is the effect of, or the pattern of the call that had it
 * @param key which one: what the asterisks of the pattern stood for, like {@code 4711}; empty text for a pattern without
 * @param saga the LRA id, when the service joined the saga or the call named it; else null
 * @param change false when nothing was there to change: a repetition, or the undoing of what was never done
 * @param call what a repetition of the call is known by: the step for callbacks, method and path for PUT, DELETE and
 *     whatever else HTTP says may be repeated, else the {@code Idempotency-Key}; null when nothing tells a repetition from
 *     a second call, which it is taken for
 */
public record Effect(
        Kind kind,
        String step,
        String key,
        @Nullable String saga,
        boolean change,
        @Nullable String call) {

    /** What became of it. */
    public enum Kind {
        /** The action answered with success. */
        DONE,
        /** The compensation answered that it is done. */
        UNDONE,
        /** The completion answered that it is done. */
        COMPLETED
    }

    /** Short, for failure messages: {@code done reserve-stock 4711}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + step + (key.isEmpty() ? "" : " " + key)
                + (change ? "" : " (again, or nothing was there)");
    }
}
