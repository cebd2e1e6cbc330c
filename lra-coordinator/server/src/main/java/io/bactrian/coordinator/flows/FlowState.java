package io.bactrian.coordinator.flows;

import java.util.Locale;

/** Where a flow stands. */
public enum FlowState {
    /** It has begun and not ended, and nothing that is expected is late. */
    RUNNING,
    /** An event that is expected did not come by its time. When it comes after all, the flow goes on. */
    STALLED,
    /** An event that ends it well has come, and nothing is expected any more. */
    DONE,
    /** An event that ends it as undone has come, and nothing is expected any more. */
    COMPENSATED;

    /** Nothing is expected any more; an event that comes later may still open it again. */
    public boolean isEnded() {
        return this == DONE || this == COMPENSATED;
    }

    /** In small letters, for texts. */
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }
}
