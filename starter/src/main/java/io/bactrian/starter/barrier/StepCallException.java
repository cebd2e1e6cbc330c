package io.bactrian.starter.barrier;

import io.bactrian.starter.callback.StepRun;
import java.util.Map;

/** The barrier lets an action not run, whatever the action would have said. Calling again does not help. */
public abstract sealed class StepCallException extends RuntimeException
        permits StepTooLateException, StepOptionsDifferException {

    private static final long serialVersionUID = 1L;

    private final String saga;
    private final String step;
    private final transient Map<String, String> options;

    StepCallException(StepRun run, String message) {
        super(message);
        this.saga = run.saga().value();
        this.step = run.step();
        this.options = run.options();
    }

    /** The saga's id. */
    public String saga() {
        return saga;
    }

    public String step() {
        return step;
    }

    /** The options the call came with. */
    public Map<String, String> options() {
        return options;
    }

    /** The HTTP status that says it to a caller. */
    public abstract int status();
}
