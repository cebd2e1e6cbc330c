package io.bactrian.testkit.crash;

import org.jspecify.annotations.Nullable;

/**
 * Something a service did, undid or completed, as its own journal has it.
 *
 * @param step the saga step
 * @param key which one, for steps that a saga has several of
 * @param saga the LRA id; null when the service knows of no saga
 * @param change false for a repetition, and for the undoing of what was never done
 * @param call what the call that asked for it is known by when it is repeated, and told from others that do the same;
 *     null when unknown
 */
public record Deed(
        Kind kind,
        String step,
        String key,
        @Nullable String saga,
        boolean change,
        @Nullable String call) {

    /** What became of it. */
    public enum Kind {
        DONE,
        UNDONE,
        COMPLETED
    }

    String effect() {
        return key.isEmpty() ? step : step + " " + key;
    }

    @Override
    public String toString() {
        return kind + " " + effect() + (change ? "" : " (again, or nothing was there)");
    }
}
