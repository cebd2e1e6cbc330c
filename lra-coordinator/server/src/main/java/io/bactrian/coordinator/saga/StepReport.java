package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * What the application says of a step.
 *
 * @param results JSON object of what the step produced; kept, shown, and sent with the step's compensation
 * @param reason why it failed, in the application's words
 */
public record StepReport(
        StepState state, @Nullable String results, @Nullable String reason) {

    /** The step began and nothing was said since. */
    public static final StepReport RUNNING = new StepReport(StepState.RUNNING, null, null);
}
