package io.bactrian.starter.callback;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A callback as it came in.
 *
 * @param kind what is asked
 * @param token the text from the link; null where only the coordinator can say which link was meant
 * @param lra the saga it names
 * @param recoveryUrl the participant it names
 * @param attempt which try this is, when the coordinator says so
 * @param trace W3C trace headers
 * @param data what the participant kept at the coordinator
 * @param results what the step reported, empty when nothing
 * @param seal what tells it from one that somebody else wrote
 */
public record CallbackRequest(
        CallbackKind kind,
        @Nullable String token,
        @Nullable String lra,
        @Nullable String recoveryUrl,
        @Nullable String attempt,
        Map<String, String> trace,
        @Nullable String data,
        Map<String, Object> results,
        Seal seal) {}
