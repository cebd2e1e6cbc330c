package io.bactrian.starter.barrier;

import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.protocol.LraId;
import java.util.Map;

/**
 * What came of one call that reached {@code policy("once")}.
 *
 * @param saga its id; that of a nested saga may carry its parent as a query
 * @param step the step's name
 * @param phase what was asked for
 * @param options the ones this call came with, which compensation and completion get as headers
 * @param outcome what came of it
 */
public record OncePass(LraId saga, String step, StepRun.Phase phase, Map<String, String> options, Outcome outcome) {

    /** What came of a call. */
    public enum Outcome {
        /** The block ran, and its writes are in this transaction. */
        DONE,
        /** It had run before; nothing was done. */
        REPEAT,
        /** A compensation or completion found no effect; nothing was done, and an action that comes later is refused. */
        EMPTY,
        /** The action said no, or the call came too late or contradicts an earlier one; it has no effect. */
        REFUSED
    }
}
