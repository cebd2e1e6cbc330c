package io.bactrian.coordinator.lra;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Takes a {@code Link} header (RFC 8288) apart, as tolerantly as clients in the field need: some neither quote nor
 * encode, so a URI may hold commas, blanks and {@code >}. It ends at the first {@code >} that a parameter, another link
 * or the end follows. Written by hand because it reads what strangers send: every character is looked at once or twice,
 * where a regular expression this tolerant can be made to try for ever.
 */
final class LinkScanner {

    private final String text;
    private int at;

    LinkScanner(String text) {
        this.text = text;
    }

    /** The URI of each relation, in lower case; the first of several wins. A link without a relation is none. */
    Map<String, String> byRel() {
        Map<String, String> byRel = new HashMap<>();
        for (at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
            int end = endOfUri();
            if (end < 0) {
                break; // and so has no link after this one
            }
            String uri = text.substring(at + 1, end);
            at = end + 1;
            String rel = rel();
            if (!rel.isEmpty() && !uri.isBlank()) {
                byRel.putIfAbsent(rel, uri);
            }
        }
        return byRel;
    }

    private int endOfUri() {
        for (int end = text.indexOf('>', at); end >= 0; end = text.indexOf('>', end + 1)) {
            int next = skipBlanks(end + 1);
            if (next == text.length() || text.charAt(next) == ';') {
                return end;
            }
            if (text.charAt(next) == ',') {
                int link = skipBlanks(next + 1);
                if (link == text.length() || text.charAt(link) == '<') {
                    return end;
                }
            }
        }
        return -1;
    }

    /** Reads all parameters of a link; the first word of its relation in lower case, empty when it has none. */
    private String rel() {
        String rel = "";
        at = skipBlanks(at);
        while (at < text.length() && text.charAt(at) == ';') {
            int end = at + 1;
            while (end < text.length() && ";,=<".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String name = text.substring(at + 1, end).strip();
            at = end;
            if (end < text.length() && text.charAt(end) == '=') {
                at++;
                String value = value();
                if (rel.isEmpty() && name.equalsIgnoreCase("rel")) {
                    rel = value.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
                }
            }
            at = skipBlanks(at);
        }
        return rel;
    }

    private String value() {
        at = skipBlanks(at);
        if (at < text.length() && text.charAt(at) == '"') {
            int close = text.indexOf('"', at + 1);
            if (close >= 0) {
                String value = text.substring(at + 1, close);
                at = close + 1;
                return value;
            }
        }
        int begin = at;
        while (at < text.length() && ";,<".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at).replace("\"", "");
    }

    private int skipBlanks(int from) {
        int next = from;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }
}
