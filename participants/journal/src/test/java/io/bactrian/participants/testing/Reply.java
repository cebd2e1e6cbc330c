package io.bactrian.participants.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.participants.journal.Answer;
import java.net.http.HttpHeaders;

/** What a service answered. */
public record Reply(int status, String body, HttpHeaders headers) {

    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%d with no JSON: %s".formatted(status, body), e);
        }
    }

    /** The answer that it tells. */
    public Answer answer() {
        try {
            return new Answer(status, new ObjectMapper().readValue(body, new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("%d with no JSON object: %s".formatted(status, body), e);
        }
    }

    /** Status and body, the way tests compare them. */
    @Override
    public String toString() {
        return status + " " + body;
    }
}
