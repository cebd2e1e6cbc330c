package io.bactrian.starter.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a step has stored at the coordinator.
 *
 * @param step its name, empty when it gave none
 * @param results by name, empty when it has none
 */
public record StoredStep(String step, Map<String, Object> results) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> RESULTS = new TypeReference<>() {};

    /**
     * Reads the coordinator's answer.
     *
     * @throws JsonProcessingException when it is none
     */
    static List<StoredStep> list(String body) throws JsonProcessingException {
        List<StoredStep> all = new ArrayList<>();
        for (JsonNode one : JSON.readTree(body).path("participants")) {
            Map<String, Object> results = new LinkedHashMap<>();
            if (one.path("results").isObject()) {
                results.putAll(JSON.convertValue(one.path("results"), RESULTS));
                results.values().removeIf(Objects::isNull);
            }
            all.add(new StoredStep(
                    one.path("step").isTextual() ? one.path("step").asText() : "", results));
        }
        return all;
    }
}
