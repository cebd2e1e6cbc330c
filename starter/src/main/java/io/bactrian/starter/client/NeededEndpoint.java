package io.bactrian.starter.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A callback endpoint that live sagas need.
 *
 * @param kind {@code compensation} or {@code completion}
 * @param uri the Camel endpoint
 * @param sagas how many of them
 * @param examples some of them, by business key and LRA id
 */
public record NeededEndpoint(String kind, String uri, long sagas, List<String> examples) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads the coordinator's answer.
     *
     * @throws JsonProcessingException when it is none
     */
    static List<NeededEndpoint> list(String body) throws JsonProcessingException {
        List<NeededEndpoint> all = new ArrayList<>();
        for (JsonNode one : JSON.readTree(body).path("endpoints")) {
            List<String> examples = new ArrayList<>();
            for (JsonNode saga : one.path("examples")) {
                String key = saga.path("businessKey").asText("");
                examples.add((key.isEmpty() || key.equals("null") ? "" : key + " = ")
                        + saga.path("saga").asText());
            }
            all.add(new NeededEndpoint(
                    one.path("kind").asText(),
                    one.path("uri").asText(),
                    one.path("sagas").asLong(),
                    examples));
        }
        return all;
    }
}
