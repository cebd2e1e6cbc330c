package io.bactrian.participants.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a saga's initiator says to an LRA coordinator. */
public record Coordinator(URI base) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What services are configured with. */
    public String root() {
        return "http://localhost:" + base.getPort();
    }

    /** @return the new saga's id */
    public String start() {
        return send("POST", URI.create(base + "/start?ClientID=test")).body();
    }

    /** @return the saga's status, or the one it will get to */
    public String close(String saga) {
        return send("PUT", URI.create(saga + "/close")).body();
    }

    /** @return the saga's status, or the one it will get to */
    public String cancel(String saga) {
        return send("PUT", URI.create(saga + "/cancel")).body();
    }

    private static HttpResponse<String> send(String method, URI uri) {
        try {
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(30))
                            .header("Accept", "text/plain")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "%s %s: %d %s".formatted(method, uri, response.statusCode(), response.body()));
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
