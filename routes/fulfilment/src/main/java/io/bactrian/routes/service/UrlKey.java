package io.bactrian.routes.service;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Writes an id of any content so that it survives in a URL.
 *
 * <p>As a path segment it is percent-encoded. As the value of a saga option it needs more: stock camel-lra puts options
 * into the callback URL as they are and decodes them on the way back, other clients return them untouched. So an option
 * value must consist of characters that no engine changes: {@code ~} stands where the path has {@code %}.
 *
 * <pre>
 * id        path segment   option
 * 4711      4711           4711
 * 50% off   50%25%20off    50~25~20off
 * a~b       a%7Eb          a~7Eb
 * </pre>
 */
public final class UrlKey {

    private UrlKey() {}

    /** The id as one segment of a path. */
    public static String path(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("~", "%7E");
    }

    /** The id as the value of a saga option. */
    public static String option(String id) {
        return path(id).replace('%', '~');
    }

    /** The path segment of the id that {@link #option} wrote. */
    public static String pathOfOption(String option) {
        return option.replace('~', '%');
    }

    /** The id that {@link #option} wrote. */
    public static String idOfOption(String option) {
        return idOfPath(pathOfOption(option));
    }

    /** The id in a request's path: platform-http hands path variables on as they came. */
    public static String idOfPath(String path) {
        // URLDecoder is made for forms, where + is a blank; in a path it is a plus
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
