package io.bactrian.starter.protocol;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Where the coordinator is, and under which other names it may appear in saga ids. Calls always go to the configured URL,
 * never to a host that a request names.
 */
public final class CoordinatorAddress {

    /** One segment of a path and nothing that could lead elsewhere. */
    private static final Pattern PARTICIPANT = Pattern.compile("[A-Za-z0-9_:-]+");

    private static final Pattern URL = Pattern.compile("https?://[^\\s?#]{1,1000}");

    private final String base;
    private final String url;
    private final String contextPath;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /**
     * @param url the coordinator's URL, for example {@code http://localhost:8070}
     * @param contextPath what follows it, for example {@code /lra-coordinator}
     * @param aliases other URLs of the same coordinator, each with or without the context path
     */
    public CoordinatorAddress(String url, String contextPath, List<String> aliases) {
        this.base = join(url, contextPath);
        this.url = withoutTrailingSlash(url);
        this.contextPath = join("", contextPath);
        names.add(base);
        for (String alias : aliases) {
            String name = withoutTrailingSlash(alias.strip());
            names.add(name.endsWith(join("", contextPath)) ? name : join(name, contextPath));
        }
    }

    /** The coordinator's base URL, without a slash at the end. */
    public String base() {
        return base;
    }

    /** Whether the URL ends with the context path already, which is then twice in the base: right for few. */
    public boolean hasContextPathTwice() {
        return !contextPath.isEmpty() && url.endsWith(contextPath);
    }

    /** As it was given, without a slash at the end. */
    public String url() {
        return url;
    }

    /** What follows the URL, without a slash at the end; empty when nothing does. */
    public String contextPath() {
        return contextPath;
    }

    /** Whether this id names our coordinator or a listed alias of it. */
    public boolean owns(LraId id) {
        return names.contains(id.base());
    }

    /** Whether this is the recovery URL of a participant of this saga, below our coordinator or a listed alias of it. */
    public boolean ownsRecovery(LraId saga, String recoveryUrl) {
        return names.stream()
                .map(name -> name + "/recovery/" + saga.uid() + "/")
                .anyMatch(prefix -> recoveryUrl.startsWith(prefix)
                        && PARTICIPANT
                                .matcher(recoveryUrl.substring(prefix.length()))
                                .matches());
    }

    /**
     * Accepts the name our coordinator gives itself in an answer.
     *
     * @return true when it was not known before
     */
    public boolean learn(LraId id) {
        return names.add(id.base());
    }

    /**
     * The same, from an answer that names it without a saga.
     *
     * @param url anything but an http or https URL is not learnt
     */
    public boolean learn(String url) {
        String name = withoutTrailingSlash(url.strip());
        return URL.matcher(name).matches() && names.add(name);
    }

    /** Where requests about this saga go. */
    public String urlOf(LraId id) {
        return base + "/" + id.uid();
    }

    /** The same recovery URL below the configured base, so that a request never leaves for another host. */
    public String recoveryUrlOf(String recoveryUrl) {
        return base + recoveryUrl.substring(recoveryUrl.lastIndexOf("/recovery/"));
    }

    private static String join(String url, String path) {
        String tail = path.startsWith("/") ? path : "/" + path;
        return withoutTrailingSlash(withoutTrailingSlash(url) + tail);
    }

    private static String withoutTrailingSlash(String text) {
        return text.endsWith("/") ? withoutTrailingSlash(text.substring(0, text.length() - 1)) : text;
    }

    @Override
    public String toString() {
        return base;
    }
}
