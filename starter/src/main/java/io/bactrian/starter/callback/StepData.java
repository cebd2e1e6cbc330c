package io.bactrian.starter.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step keeps at the coordinator: results, and options that are too large for a URL. */
public final class StepData {

    /** Under this name the options lie among the results. */
    public static final String OPTIONS = "bactrian.options";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private StepData() {}

    /** JSON in ASCII, safe as a header value. */
    public static String write(Map<String, Object> results) {
        try {
            return JSON.writeValueAsString(results);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("results must be writable as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The fields of a JSON object, none when the text is no such thing. */
    static Map<String, Object> read(@Nullable String text) {
        if (text == null || !text.strip().startsWith("{")) {
            return Map.of();
        }
        try {
            return JSON.readValue(text, FIELDS);
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }
}
