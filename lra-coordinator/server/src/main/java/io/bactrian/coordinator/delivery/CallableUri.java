package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.saga.HttpLink;
import io.bactrian.coordinator.saga.Links;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Makes a link callable without changing what it means: characters that no URL may have, which some clients leave as
 * they are, are percent-encoded; whatever is encoded already stays as it was sent.
 */
final class CallableUri {

    private static final String LEGAL = "-._~:/?@!$&'()*+,;=";

    private CallableUri() {}

    /**
     * @throws IllegalArgumentException when the link is no http or https URL
     */
    static URI of(String link) {
        URI uri = URI.create(escape(link));
        String scheme = uri.getScheme();
        if (uri.getHost() == null
                || scheme == null
                || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
            String fault = HttpLink.fault(link);
            throw new IllegalArgumentException("a link must be an http or https URL, was " + Links.brief(link)
                    + (fault == null ? "" : ": " + fault));
        }
        return uri;
    }

    private static String escape(String link) {
        StringBuilder text = new StringBuilder(link.length() + 16);
        byte[] bytes = link.getBytes(StandardCharsets.UTF_8);
        int slashes = 0;
        boolean inQuery = false;
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean escaped = c == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
            slashes += c == '/' ? 1 : 0;
            inQuery |= c == '?';
            // around an IPv6 address and in a query, but not in a path
            boolean bracket = (c == '[' || c == ']') && (slashes < 3 || inQuery);
            if (letterOrDigit || escaped || bracket || LEGAL.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }

    private static boolean isHex(byte b) {
        return Character.digit((char) b, 16) >= 0;
    }
}
