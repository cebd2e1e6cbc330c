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
public record CallbackUrls(String base, Set<String> consumerPaths) implements CallbackAddress {

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
        // of the URL's own path, the web server or a proxy may strip all, a part or nothing before the request is here
        String prefix = URI.create(host).getPath();
        for (int slash = prefix == null ? -1 : prefix.lastIndexOf('/');
                slash >= 0;
                slash = prefix.lastIndexOf('/', slash - 1)) {
            paths.add(prefix.substring(slash) + path);
        }
        return new CallbackUrls(host + path, paths);
    }

    @Override
    public ParticipantLinks links(String token, boolean completion) {
        return new ParticipantLinks(
                link(CallbackKind.COMPENSATE, token),
                completion ? link(CallbackKind.COMPLETE, token) : null,
                statusLink(token));
    }

    @Override
    public String link(CallbackKind kind, String token) {
        return base + "/" + kind.path() + "/" + token;
    }

    @Override
    public String statusLink(String token) {
        return base + "/status/" + token;
    }

    private static String withoutTrailingSlash(String text) {
        return text.endsWith("/") ? withoutTrailingSlash(text.substring(0, text.length() - 1)) : text;
    }
}
