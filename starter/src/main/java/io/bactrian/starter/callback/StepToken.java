package io.bactrian.starter.callback;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a callback URL carries about its step.
 *
 * @param id unique per begun step, so that a step in a loop is compensated once per pass
 * @param step the step's name, for people
 * @param compensation the endpoint to send the compensation to, null when there is nothing to undo
 * @param completion the endpoint to send the completion to
 * @param options the step's options; null when they are too large for a URL and wait at the coordinator
 * @param digest of the options that wait at the coordinator
 */
public record StepToken(
        String id,
        String step,
        @Nullable String compensation,
        @Nullable String completion,
        @Nullable Map<String, String> options,
        @Nullable String digest) {

    /** The endpoint for one kind of callback, null when the step has none. */
    @Nullable
    String endpointFor(CallbackKind kind) {
        return kind == CallbackKind.COMPENSATE ? compensation : completion;
    }
}
