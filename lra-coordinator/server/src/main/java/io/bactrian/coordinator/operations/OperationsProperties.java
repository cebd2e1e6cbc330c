package io.bactrian.coordinator.operations;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Under which names people reach the coordinator.
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
        URI base = base();
        return allowedHosts.stream().anyMatch(allowed -> allowed.equalsIgnoreCase(host))
                || (base != null && host.equalsIgnoreCase(base.getHost()));
    }

    /**
     * The page is one of ours: of the base URL, or of the host that it asks. Of that the port counts, for others may be at home
     * at another one, but not the scheme, which a proxy may have changed.
     *
     * @param origin as browsers send it, {@code https://lra.example.org}
     */
    boolean isOurOrigin(String origin, @Nullable String hostHeader) {
        String name = origin.toLowerCase(Locale.ROOT);
        URI base = base();
        return (base != null && name.equals(origin(base)))
                || (isOurs(hostHeader) && name.replaceFirst("^https?://", "").equalsIgnoreCase(hostHeader));
    }

    private @Nullable URI base() {
        return baseUrl == null || baseUrl.isBlank() ? null : URI.create(baseUrl.strip());
    }

    /** Without a port that goes without saying, as browsers write it. */
    private static String origin(URI url) {
        int port = url.getPort();
        boolean isStandard = port < 0 || port == ("https".equalsIgnoreCase(url.getScheme()) ? 443 : 80);
        return (url.getScheme() + "://" + url.getHost() + (isStandard ? "" : ":" + port)).toLowerCase(Locale.ROOT);
    }
}
