package io.bactrian.starter.autoconfigure;

import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * How the coordinator reaches this application: {@code camel.lra.local-participant-url}, and the path below which its web
 * server serves everything, where that is not in the URL already. Callbacks would be answered 404 without it, which
 * nobody would see before something has to be undone.
 */
final class ParticipantUrl {

    private static final Logger LOG = LoggerFactory.getLogger(ParticipantUrl.class);

    private ParticipantUrl() {}

    /** Of the web server and of Spring MVC in it: {@code /shop}, empty when it serves from the root. */
    static String servedBelow(Environment environment) {
        return Stream.of("server.servlet.context-path", "spring.mvc.servlet.path")
                .map(property -> environment.getProperty(property, ""))
                .map(path -> path.strip().replaceAll("^/*", "/").replaceAll("/+$", ""))
                .collect(Collectors.joining());
    }

    /**
     * A gateway may add the path itself, so whoever listens does so with and without it.
     *
     * @param url with a host, and perhaps a path
     * @param servedBelow begins with a slash and does not end with one, or is empty
     */
    static String complete(String url, String servedBelow) {
        String start = url.replaceAll("/+$", "");
        String missing = missing(String.valueOf(URI.create(start).getPath()), servedBelow);
        if (missing.isEmpty()) {
            return start;
        }
        LOG.info(
                "camel.lra.local-participant-url is {}, and this application answers below {}: the coordinator calls it"
                        + " at {}{}",
                url,
                servedBelow,
                start,
                missing);
        return start + missing;
    }

    /** What of the second path the first one does not end with or contain, whole segments only. */
    private static String missing(String path, String servedBelow) {
        if ((path + "/").contains(servedBelow + "/")) {
            return "";
        }
        int known = servedBelow.lastIndexOf('/');
        while (known > 0 && !path.endsWith(servedBelow.substring(0, known))) {
            known = servedBelow.lastIndexOf('/', known - 1);
        }
        return servedBelow.substring(Math.max(known, 0));
    }
}
