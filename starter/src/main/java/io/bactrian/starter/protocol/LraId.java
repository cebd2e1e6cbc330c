package io.bactrian.starter.protocol;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The id of a saga: a URL at its coordinator, {@code http://host:port/lra-coordinator/{uid}}, for a nested one followed by
 * {@code ?ParentLRA=}.
 *
 * @param value the id as it travels in {@code Long-Running-Action}
 * @param base what stands before the uid, without the slash: the coordinator as the id names it
 * @param uid the last segment of the path
 */
public record LraId(String value, String base, String uid) {

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException when the text is not an absolute http(s) URL that ends in a uid
     */
    public static LraId parse(String text) {
        String value = text.strip();
        int query = value.indexOf('?');
        String path = query < 0 ? value : value.substring(0, query);
        int slash = path.lastIndexOf('/');
        if (!isHttpUrl(value) || slash < "https://".length() || slash == path.length() - 1) {
            throw new IllegalArgumentException(
                    "a saga id must be a URL such as http://localhost:8070/lra-coordinator/0_1, was '" + text + "'");
        }
        return new LraId(value, path.substring(0, slash), path.substring(slash + 1));
    }

    private static boolean isHttpUrl(String value) {
        try {
            URI uri = new URI(value);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
