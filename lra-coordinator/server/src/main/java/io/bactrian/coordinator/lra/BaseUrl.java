package io.bactrian.coordinator.lra;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The URL below which all LRA ids of this coordinator lie. */
final class BaseUrl {

    static final String PATH = "/lra-coordinator";

    private final LraProperties properties;

    BaseUrl(LraProperties properties) {
        this.properties = properties;
    }

    /**
     * {@code http://host:port/lra-coordinator}.
     *
     * @throws BadRequest when no base URL is configured and the Host header is not on the list
     */
    String of(HttpServletRequest request) {
        String configured = configured();
        if (configured != null) {
            return configured;
        }
        String host = request.getHeader("Host");
        if (host == null || !isAllowed(host)) {
            throw new BadRequest("Host " + host + " is not one of bactrian.allowed-hosts " + properties.allowedHosts()
                    + "; set bactrian.base-url to the address clients use, or add the host");
        }
        return request.getScheme() + "://" + host + PATH;
    }

    /** The same, where it does not depend on the request; null where it does. */
    @Nullable
    String configured() {
        String configured = properties.baseUrl();
        if (configured == null || configured.isBlank()) {
            return null;
        }
        String base = configured.strip().replaceAll("/+$", "");
        return base.endsWith(PATH) ? base : base + PATH;
    }

    private boolean isAllowed(String host) {
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return properties.allowedHosts().stream().anyMatch(allowed -> allowed.equalsIgnoreCase(name));
    }

    /**
     * The uid in an LRA id; null when the text is no LRA id of any coordinator.
     *
     * @param lraId a URL whose path ends in {@code /lra-coordinator/uid}, or the bare uid
     */
    static @Nullable String uidOf(String lraId) {
        String path = lraId.replaceFirst("[?#].*$", "").replaceFirst("/+$", "");
        int marker = path.lastIndexOf(PATH + "/");
        if (marker >= 0) {
            String uid = path.substring(marker + PATH.length() + 1);
            return uid.isEmpty() || uid.contains("/") ? null : uid;
        }
        return path.isEmpty() || path.contains("/") ? null : path;
    }
}
