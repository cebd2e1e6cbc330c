package io.bactrian.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests with a time limit each; safe for use by many threads. */
public final class Http {

    /** Unknown fields are left alone: a part may say more than this command reads. */
    public static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public Reply get(String uri, Duration limit) throws IOException {
        return send("GET", uri, Map.of(), null, limit);
    }

    public Reply put(String uri, @Nullable Object body, Duration limit) throws IOException {
        return send("PUT", uri, Map.of(), body, limit);
    }

    public Reply post(String uri, @Nullable Object body, Duration limit) throws IOException {
        return send("POST", uri, Map.of(), body, limit);
    }

    /**
     * Sends one request.
     *
     * @param body a text as it is, anything else as JSON, nothing when null
     * @throws IOException when there was no answer within the limit
     */
    public Reply send(String method, String uri, Map<String, String> headers, @Nullable Object body, Duration limit)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(limit);
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else if (body instanceof String text) {
            request.method(method, BodyPublishers.ofString(text));
        } else {
            request.header("Content-Type", "application/json");
            request.method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), parse(response.body()), response.headers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(method + " " + uri + " was interrupted");
        }
    }

    private static JsonNode parse(String body) {
        if (body.isEmpty() || (body.charAt(0) != '{' && body.charAt(0) != '[')) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
