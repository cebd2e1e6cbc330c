package io.bactrian.coordinator.saga;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be told of an http or https link before anybody is called at it. */
public final class HttpLink {

    private static final Pattern HOST = Pattern.compile("(?i)https?://(?:[^/?#@]*@)?([^/?#@:]*)");

    private HttpLink() {}

    /** Why nobody can be called there, and what to do about it; null when nothing speaks against it. */
    public static @Nullable String fault(String link) {
        Matcher matcher = HOST.matcher(link);
        if (!matcher.lookingAt() || matcher.group(1).indexOf('_') < 0) {
            return null;
        }
        return "its host name " + Links.brief(matcher.group(1)) + " has an underscore, which host names must not have;"
                + " give it a name without one, for example with a network alias";
    }
}
