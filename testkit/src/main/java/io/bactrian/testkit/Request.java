package io.bactrian.testkit;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that a scripted service received.
 *
 * @param service the name of the service
 * @param path as it came, percent-encoded
 * @param query as it came; null for none
 * @param headers the first value of each, names in lower case
 * @param body empty text for none
 */
public record Request(
        String service,
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        String body) {

    private static final Set<String> WRITING = Set.of("DELETE", "PATCH", "POST", "PUT");
    private static final Set<String> NOT_IDEMPOTENT = Set.of("POST", "PATCH");

    /** Short, for comparisons: {@code PUT /shipments/4711}. */
    public String line() {
        return method + " " + path;
    }

    /** The first value of a header; null when it was not sent. Upper and lower case are the same. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * What a repetition of it is known by: method and path where HTTP says that it may be repeated, else its
     * {@code Idempotency-Key}; null when it has none.
     */
    @Nullable
    String repeatedAs() {
        return NOT_IDEMPOTENT.contains(method) ? header("Idempotency-Key") : line();
    }

    boolean changesSomething() {
        return WRITING.contains(method);
    }

    /** The saga it belongs to ({@code Long-Running-Action}); null for none. */
    public @Nullable String saga() {
        return header("Long-Running-Action");
    }
}
