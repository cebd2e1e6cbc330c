package io.bactrian.coordinator.flows;

import java.time.Duration;

/** Hears what this node has read and committed, for figures; what it throws is logged and breaks nothing. */
public interface FlowListener {

    /** An event was new to its flow, and is in the ledger. */
    default void recorded(String flow) {}

    /** An event came again, and changed nothing. */
    default void repeated(String flow) {}

    /**
     * A record was left out.
     *
     * @param reason one of {@link LeftOut}
     */
    default void leftOut(LeftOut reason) {}

    /** Something expected did not come by its time. */
    default void stalled(String flow) {}

    /** For how long already flows that may be late cannot be judged; zero when they can. Told at each look. */
    default void unjudgedFor(Duration longest) {}
}
