package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.ParticipantLinks;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The URLs under which the coordinator reaches this application.
 *
 * @param base {@code camel.lra.local-participant-url} followed by the context path, no slash at the end
 * @param consumerPaths where the application listens
 */
public record CallbackUrls(String base, Set<String> consumerPaths) {

    /**
     * @param participantUrl how the coordinator sees this application, for example {@code http://localhost:8080}
     * @param contextPath what follows, for example {@code /lra-participant}
     */
    public static CallbackUrls of(String participantUrl, String contextPath) {
        String host = withoutTrailingSlash(participantUrl);
        String path = contextPath.startsWith("/") ? contextPath : "/" + contextPath;
        path = withoutTrailingSlash(path);
        Set<String> paths = new LinkedHashSet<>();
        paths.add(path);
        // with camel-lra the participant URL often ends in /camel, the servlet's path; a proxy may also strip it
        String prefix = URI.create(host).getPath();
        if (prefix != null && !prefix.isEmpty()) {
            paths.add(prefix + path);
        }
        return new CallbackUrls(host + path, paths);
    }

    /** Links for one begun step; a completion that does nothing is not asked for. */
    public ParticipantLinks links(String token, boolean completion) {
        return new ParticipantLinks(
                url(CallbackKind.COMPENSATE, token),
                completion ? url(CallbackKind.COMPLETE, token) : null,
                statusUrl(token));
    }

    String url(CallbackKind kind, String token) {
        return base + "/" + kind.path() + "/" + token;
    }

    String statusUrl(String token) {
        return base + "/status/" + token;
    }

    private static String withoutTrailingSlash(String text) {
        return text.endsWith("/") ? withoutTrailingSlash(text.substring(0, text.length() - 1)) : text;
    }
}
