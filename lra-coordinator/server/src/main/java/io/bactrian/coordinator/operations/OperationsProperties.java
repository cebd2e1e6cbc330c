package io.bactrian.coordinator.operations;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Under which names operators may reach the coordinator to change something.
 *
 * @param baseUrl public address of the coordinator
 * @param allowedHosts host names that may stand in a Host header; default localhost, 127.0.0.1 and [::1]
 */
@ConfigurationProperties("bactrian")
record OperationsProperties(
        @Nullable String baseUrl,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> allowedHosts) {

    boolean isOurs(@Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String host = hostHeader.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return allowedHosts.stream().anyMatch(allowed -> allowed.equalsIgnoreCase(host))
                || (baseUrl != null
                        && !baseUrl.isBlank()
                        && host.equalsIgnoreCase(URI.create(baseUrl.strip()).getHost()));
    }
}
