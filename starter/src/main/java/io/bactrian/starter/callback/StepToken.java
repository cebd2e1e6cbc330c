package io.bactrian.starter.callback;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a callback URL carries about its step.
 *
 * @param id unique per begun step, so that a step in a loop is compensated once per pass
 * @param saga uid of the saga it began in: a callback for another saga is none; null when the request that started the saga
 *     joined the step as well, which is so only without a secret
 * @param step the step's name, for people
 * @param compensation the endpoint to send the compensation to, null when there is nothing to undo
 * @param completion the endpoint to send the completion to
 * @param options the step's options; null when they are too large for a URL and wait at the coordinator
 * @param digest of the options that wait at the coordinator
 * @param trace W3C {@code traceparent} of the step, where the coordinator does not keep it
 */
public record StepToken(
        String id,
        @Nullable String saga,
        String step,
        @Nullable String compensation,
        @Nullable String completion,
        @Nullable Map<String, String> options,
        @Nullable String digest,
        @Nullable String trace) {

    /** A step that began outside of any trace, joined by the request that started its saga. */
    public StepToken(
            String id,
            String step,
            @Nullable String compensation,
            @Nullable String completion,
            @Nullable Map<String, String> options,
            @Nullable String digest) {
        this(id, null, step, compensation, completion, options, digest, null);
    }

    /** The endpoint for one kind of callback, null when the step has none. */
    @Nullable
    String endpointFor(CallbackKind kind) {
        return kind == CallbackKind.COMPENSATE ? compensation : completion;
    }
}
