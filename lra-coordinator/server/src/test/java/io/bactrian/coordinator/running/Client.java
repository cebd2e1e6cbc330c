package io.bactrian.coordinator.running;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Speaks HTTP with a coordinator: as an application that runs sagas, and as an operator. */
public final class Client {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;

    public Client(int port) {
        this.port = port;
    }

    public record Reply(int status, String type, String body, Map<String, List<String>> headers) {

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("not JSON: " + body, e);
            }
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of(""))
                    .get(0);
        }
    }

    public Reply get(String path) {
        return send("GET", path, Map.of(), "");
    }

    /** A request that changes something, as an operator's tool sends it. */
    public Reply post(String path, String json) {
        return send("POST", path, Map.of("Content-Type", "application/json", "Bactrian-Operator", "ann"), json);
    }

    public Reply send(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body(),
                    answer.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a saga; returns its uid. */
    public String start(String name, String businessKey) {
        return start(name, businessKey, "");
    }

    /** Starts a saga nested in {@code parentLraId}; returns its uid. */
    public String start(String name, String businessKey, String parentLraId) {
        Reply reply = send(
                "POST",
                "/lra-coordinator/start?ClientID=tests&ParentLRA=" + encoded(parentLraId),
                Map.of("Bactrian-Saga-Name", encoded(name), "Bactrian-Business-Key", encoded(businessKey)),
                "");
        return reply.body().replaceFirst(".*/lra-coordinator/([^?]+).*", "$1");
    }

    /** The LRA id of a top-level saga. */
    public String lraId(String uid) {
        return "http://localhost:" + port + "/lra-coordinator/" + uid;
    }

    /** Joins a saga; returns the participant's id. */
    public String join(String uid, String step, String link) {
        Reply reply = send("PUT", "/lra-coordinator/" + uid, Map.of("Link", link, "Bactrian-Step", encoded(step)), "");
        return reply.body().substring(reply.body().lastIndexOf('/') + 1);
    }

    /** Reports a step as done with these results, a JSON object. */
    public void done(String uid, String participant, String results) {
        send(
                "PUT",
                "/lra-coordinator/" + uid + "/participants/" + participant + "/report",
                Map.of("Content-Type", "application/json"),
                "{\"state\":\"done\",\"results\":" + results + "}");
    }

    /** Closes it, which must be possible; returns what it has ended with. */
    public String close(String uid) {
        return end(uid, "close");
    }

    /** Cancels it, which must be possible; returns what it has ended with. */
    public String cancel(String uid) {
        return end(uid, "cancel");
    }

    /** A coordinator under load answers before the end. */
    private String end(String uid, String how) {
        return await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> send("PUT", "/lra-coordinator/" + uid + "/" + how, Map.of(), "")
                                .body(),
                        status -> !status.matches("Closing|Cancelling"));
    }

    /** Cancels without waiting for the end. */
    public void cancelLater(String uid) {
        HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(lraId(uid) + "/cancel"))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
