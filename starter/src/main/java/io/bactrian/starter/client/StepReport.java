package io.bactrian.starter.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a step is getting on.
 *
 * @param state running, done or failed
 * @param results what the step found out and its compensation may need; null says nothing about results
 * @param reason why it failed
 */
public record StepReport(
        State state,
        @Nullable Map<String, Object> results,
        @Nullable String reason) {

    /** What a step can report. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    public static StepReport running(@Nullable Map<String, Object> results) {
        return new StepReport(State.RUNNING, results, null);
    }

    public static StepReport done() {
        return new StepReport(State.DONE, null, null);
    }

    public static StepReport failed(String reason) {
        return new StepReport(State.FAILED, null, reason);
    }
}
