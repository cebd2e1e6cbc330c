package io.bactrian.coordinator.engine;

import java.util.List;

/** What the engine tells delivery, after the commit. Implementations return at once and never throw. */
public interface Wakeup {

    /** These calls are claimed for this node: make them now. */
    void make(List<DueCall> calls);

    /** Something became due that nobody has claimed: look now rather than at the next poll. */
    void lookForDueWork();
}
