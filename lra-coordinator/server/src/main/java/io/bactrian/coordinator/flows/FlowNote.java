package io.bactrian.coordinator.flows;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line of a flow's timeline that is no event; it stays, whatever becomes of the flow. */
public record FlowNote(Instant at, Kind kind, @Nullable String detail) {

    /** The kinds of lines. */
    public enum Kind {
        /** Something did not come by its time. */
        STALLED,
        /** It came after all. */
        RESUMED,
        /** An event that came after the end has something expected after it. */
        REOPENED,
        /** A person said how it ended. */
        SETTLED
    }
}
