package io.bactrian.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The LRA protocol as any client speaks it, with no library between. Sagas are named by their id or its last segment. */
final class LraClient {

    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    LraClient(String base) {
        this.base = base;
    }

    /** An answer; a close or cancel that was answered 200 tells the saga's status in its body. */
    record Reply(int status, String body) {}

    /**
     * @param limit the saga's time limit, zero for none
     * @return its id
     */
    String start(Duration limit) {
        return sendForId(request(
                        "/start?ClientID=" + URLEncoder.encode("evidence", StandardCharsets.UTF_8) + "&TimeLimit="
                                + limit.toMillis(),
                        "POST",
                        ""))
                .join();
    }

    CompletableFuture<String> sendForId(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(response -> response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IllegalStateException("start answered " + response.statusCode() + ", no id")));
    }

    Reply join(String saga, String link) {
        return joining(saga, link).join();
    }

    CompletableFuture<Reply> joining(String saga, String link) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(saga) + "?TimeLimit=0"))
                .timeout(LIMIT)
                .header("Accept", "text/plain")
                .header("Link", link)
                .PUT(HttpRequest.BodyPublishers.noBody());
        return sending(request.build());
    }

    Reply close(String saga) {
        return closing(saga).join();
    }

    CompletableFuture<Reply> closing(String saga) {
        return sending(request(path(saga) + "/close", "PUT", ""));
    }

    Reply cancel(String saga) {
        return cancelling(saga).join();
    }

    CompletableFuture<Reply> cancelling(String saga) {
        return sending(request(path(saga) + "/cancel", "PUT", ""));
    }

    /** The status, or {@code gone} when the coordinator does not know the saga (any more). */
    String status(String saga) {
        Reply reply = get(url(saga) + "/status");
        return reply.status() == 200 ? reply.body() : "gone";
    }

    /** What the coordinator tells about a saga. */
    Reply info(String saga) {
        return get(url(saga));
    }

    /** Makes the coordinator go through its unfinished sagas now; returns when it has. */
    Reply recovery() {
        return get(base + "/recovery");
    }

    Reply get(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(LIMIT)
                    .header("Accept", "application/json, text/plain, text/plain")
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + url, e);
        }
    }

    Reply send(String method, String url, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return sending(request.build()).join();
    }

    CompletableFuture<Reply> sending(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Reply(response.statusCode(), response.body()));
    }

    HttpRequest request(String path, String method, String body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("Accept", "application/json, text/plain, text/plain")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static String uid(String saga) {
        String path = saga.replaceFirst("\\?.*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String base() {
        return base;
    }

    private static String path(String saga) {
        return "/" + uid(saga);
    }

    private String url(String saga) {
        return base + path(saga);
    }
}
