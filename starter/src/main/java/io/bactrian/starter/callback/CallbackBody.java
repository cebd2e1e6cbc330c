package io.bactrian.starter.callback;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What our coordinator gives back with a callback.
 *
 * @param data what the participant kept at the coordinator
 * @param results what the step reported, empty when nothing
 */
public record CallbackBody(@Nullable String data, Map<String, Object> results) {

    /** Reads {@code {"data":..,"results":{..}}}; anything else is empty. */
    public static CallbackBody of(@Nullable String json) {
        Map<String, Object> fields = StepData.read(json);
        Map<String, Object> results = new HashMap<>();
        if (fields.get("results") instanceof Map<?, ?> map) {
            map.forEach((name, result) -> results.put(String.valueOf(name), result));
        }
        return new CallbackBody(fields.get("data") instanceof String text ? text : null, results);
    }
}
