package io.bactrian.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param json the body read as JSON, a missing node when it is no JSON
 */
public record Reply(int status, String body, JsonNode json, HttpHeaders headers) {

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The text of a JSON field, empty when the field is missing or null. */
    public Optional<String> text(String field) {
        JsonNode node = json.path(field);
        return node instanceof MissingNode || node.isNull() ? Optional.empty() : Optional.of(node.asText());
    }
}
