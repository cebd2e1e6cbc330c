package io.bactrian.testkit.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of the test, in which a part dies, or, in the recorded run, none. */
public final class CrashRun {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(120);

    private final String id;
    private final @Nullable CrashPoint point;
    private final Map<String, String> urls;
    private final HttpClient http;

    CrashRun(String id, @Nullable CrashPoint point, Map<String, String> urls, HttpClient http) {
        this.id = id;
        this.point = point;
        this.urls = urls;
        this.http = http;
    }

    /**
     * A short word that no other run has: for orders and the like, because the databases live on from run to run. Names
     * of points leave it out, so that they are the same in every run.
     */
    public String id() {
        return id;
    }

    /** Where a part dies; null in the recorded run. */
    public @Nullable CrashPoint point() {
        return point;
    }

    /** {@code http://localhost:port} of an application, the same for all its lives. */
    public String url(String application) {
        String url = urls.get(application);
        if (url == null) {
            throw new IllegalArgumentException(
                    "the plan has no application '" + application + "', it has " + urls.keySet());
        }
        return url;
    }

    /**
     * Posts JSON to an application.
     *
     * @throws IOException when it dies before it answers
     */
    public HttpResponse<String> post(String application, String path, String json) throws IOException {
        return send("POST", application, path, json);
    }

    /**
     * Puts JSON to an application.
     *
     * @throws IOException when it dies before it answers
     */
    public HttpResponse<String> put(String application, String path, String json) throws IOException {
        return send("PUT", application, path, json);
    }

    private HttpResponse<String> send(String method, String application, String path, String json) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(application) + path))
                .header("Content-Type", "application/json")
                .timeout(LONGEST_ANSWER)
                .method(method, BodyPublishers.ofString(json))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + application + " was asked", e);
        }
    }
}
