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

    /** @return the status that the saga has ended with */
    public String close(String saga) {
        return end(saga, "close", "Closed");
    }

    /** @return the status that the saga has ended with */
    public String cancel(String saga) {
        return end(saga, "cancel", "Cancelled");
    }

    /** A coordinator answers before the end when a callback takes long, and stock then waits for its next recovery pass. */
    private String end(String saga, String how, String forgotten) {
        String status = send("PUT", URI.create(saga + "/" + how)).body();
        long longest = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (status.matches("Closing|Cancelling") && System.nanoTime() < longest) {
            send("GET", URI.create(base + "/recovery"));
            HttpResponse<String> found = exchange("GET", URI.create(saga + "/status"));
            // stock does not know a saga any more that has ended as it should
            status = found.statusCode() == 404 ? forgotten : found.body();
        }
        return status;
    }

    private static HttpResponse<String> send(String method, URI uri) {
        HttpResponse<String> response = exchange(method, uri);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    "%s %s: %d %s".formatted(method, uri, response.statusCode(), response.body()));
        }
        return response;
    }

    private static HttpResponse<String> exchange(String method, URI uri) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(60))
                            .header("Accept", "text/plain")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
