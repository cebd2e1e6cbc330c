package io.bactrian.starter.client;

import io.bactrian.starter.protocol.LraHeaders;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Camel endpoints that the callbacks of one step need.
 *
 * @param application the one that must have them
 * @param compensation null when there is nothing to undo
 * @param completion null when there is nothing to do at a good end
 */
public record CallbackEndpoints(
        String application,
        @Nullable String compensation,
        @Nullable String completion) {

    /** The value of the header, empty when no endpoint is needed. */
    String header() {
        return Stream.of(part("compensation", compensation), part("completion", completion))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static String part(String kind, @Nullable String uri) {
        return uri == null ? "" : kind + "=" + LraHeaders.encode(uri);
    }
}
