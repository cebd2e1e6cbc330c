package io.bactrian.starter.barrier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.callback.StepTokens;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a step is known by.
 *
 * @param saga its uid: the id of a nested saga carries its parent as a query on some calls and not on others, and a coordinator may be
 *     known by several host names
 * @param step the step's name
 * @param begun id of this begin of the step
 * @param options the step's options as one text, a digest where that would be longer than its column
 */
record StepKey(String saga, String step, String begun, String options) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_OPTIONS = 2_000;
    private static final String DIGEST = "sha256:";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final TypeReference<Map<String, String>> OPTIONS = new TypeReference<>() {};

    static StepKey of(StepRun run) {
        check("the uid of saga", run.saga().uid());
        check("the name of saga step", run.step());
        return new StepKey(run.saga().uid(), run.step(), run.id(), write(run.options()));
    }

    /** The options as they were, none where only their digest is known. */
    static Map<String, String> read(String options) {
        try {
            return options.startsWith(DIGEST) ? Map.of() : JSON.readValue(options, OPTIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the recorded options are no JSON object: " + options, e);
        }
    }

    private static String write(Map<String, String> options) {
        try {
            String text = JSON.writeValueAsString(new TreeMap<>(options));
            return text.length() <= LONGEST_OPTIONS ? text : DIGEST + StepTokens.digest(options);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the options cannot be written as JSON", e);
        }
    }

    private static void check(String what, String value) {
        if (value.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "%s must have at most %d characters to pass policy(\"once\"), has %d: '%s'"
                            .formatted(what, LONGEST_NAME, value.length(), value));
        }
    }
}
