package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/** What the answer of a participant, or its silence, means; see the table of calls in docs/protocol.md. */
public sealed interface Answer {

    /** It is done, was done before, or the participant has nothing left to do. */
    record Done() implements Answer {}

    /**
     * It is under way.
     *
     * @param location where to ask, when the participant named a place; null means its status link, or the same call
     */
    record InProgress(@Nullable String location) implements Answer {}

    /** The participant says that it cannot, now or ever. */
    record FailedForGood(String reason) implements Answer {}

    /** The participant does not know of it: make the call itself again. */
    record Repeat(String reason) implements Answer {}

    /** No answer, or one that settles nothing: again after a wait. */
    record TryAgain(String reason) implements Answer {}

    /** Shorthand, the one instance is enough. */
    Answer DONE = new Done();
}
