package io.bactrian.routes.scripted;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that a scripted service received; header names are in lower case. */
public record Request(String method, String path, @Nullable String query, Map<String, String> headers, String body) {

    public String line() {
        return method + " " + path;
    }

    String pathAndQuery() {
        return query == null ? path : path + "?" + query;
    }

    public @Nullable String saga() {
        return headers.get("long-running-action");
    }
}
