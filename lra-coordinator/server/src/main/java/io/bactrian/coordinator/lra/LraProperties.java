package io.bactrian.coordinator.lra;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the coordinator is reached.
 *
 * @param baseUrl public address, for example {@code https://lra.example.org}; ids and URLs are made with it. Without
 *     one the request's Host header is used, if it is on the list
 * @param allowedHosts host names that may stand in a Host header; default localhost, 127.0.0.1 and [::1]
 * @param kafka whether participants may be called over Kafka; default false
 */
@ConfigurationProperties("bactrian")
record LraProperties(
        @Nullable String baseUrl,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> allowedHosts,
        @DefaultValue Kafka kafka) {

    /** The one setting of Kafka that requests depend on. */
    record Kafka(@DefaultValue("false") boolean enabled) {}
}
