package io.bactrian.starter.barrier;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a step, read under its lock.
 *
 * @param options the options that it was first called with, as {@link StepKey#options()} writes them
 * @param begun id of the begin of the step that the row was made for: who acted, once the state says that somebody did
 * @param answer the action's, null when the action never ran
 */
record StepRow(
        State state, String options, String begun, @Nullable RecordedAnswer answer) {

    /** Whether this is what the begin of the step with this id did. */
    boolean isOf(String id) {
        return begun.equals(id);
    }
}
