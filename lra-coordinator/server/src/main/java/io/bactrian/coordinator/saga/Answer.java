package io.bactrian.coordinator.saga;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the answer of a participant, or its silence, means; see the table of calls in docs/protocol.md. */
public sealed interface Answer {

    /** It is done, was done before, or the participant has nothing left to do. */
    record Done() implements Answer {}

    /**
     * It is under way.
     *
     * @param location where to ask, when the participant named a place; null means its status link, or the same call
     * @param again after this time; null leaves it to the coordinator
     */
    record InProgress(@Nullable String location, @Nullable Duration again) implements Answer {

        /** Under way, without a word on how long. */
        public InProgress(@Nullable String location) {
            this(location, null);
        }
    }

    /** The participant says that it cannot, now or ever. */
    record FailedForGood(String reason) implements Answer {}

    /**
     * The participant does not know of it, or has failed: make the call itself again.
     *
     * @param failed it says that it ran and failed
     */
    record Repeat(String reason, boolean failed) implements Answer {}

    /** No answer, or one that settles nothing: again after a wait. */
    record TryAgain(String reason) implements Answer {}

    /**
     * The call is on its way and the participant's answer comes by itself, as a message. Nothing is settled yet.
     *
     * @param to where it was left, for people
     * @param within after which silence is a failed attempt
     */
    record Sent(String to, Duration within) implements Answer {}

    /**
     * Whoever carries messages did not take it. That says nothing of the participant: no attempt is spent, and the call
     * is made again until it is taken.
     *
     * @param reason the same text for the same trouble
     */
    record Undelivered(String reason) implements Answer {}

    /** Shorthand, the one instance is enough. */
    Answer DONE = new Done();
}
