package io.bactrian.starter.protocol;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a participant wants to be called.
 *
 * @param compensate never absent: the coordinator identifies the participant by it
 * @param complete absent when there is nothing to do on success; the coordinator then spares the call
 * @param status where the coordinator polls after a 202; absent where it is told without asking
 */
public record ParticipantLinks(
        String compensate,
        @Nullable String complete,
        @Nullable String status) {

    /** The {@code Link} header as every LRA coordinator reads it. */
    public String toHeader() {
        StringBuilder header = new StringBuilder();
        append(header, compensate, "compensate");
        if (complete != null) {
            append(header.append(','), complete, "complete");
        }
        if (status != null) {
            append(header.append(','), status, "status");
        }
        return header.toString();
    }

    private static void append(StringBuilder header, String url, String rel) {
        header.append('<').append(url).append(">; rel=\"").append(rel).append("\"; type=\"text/plain\"");
    }

    /** Whether a {@code Link} header, however it is written, contains exactly this URL. */
    public static boolean contains(String header, String url) {
        return urls(header).anyMatch(url::equals);
    }

    /** The first URL in a {@code Link} header that begins with this and goes on. */
    public static Optional<String> beginningWith(String header, String prefix) {
        return urls(header)
                .filter(url -> url.startsWith(prefix) && url.length() > prefix.length())
                .findFirst();
    }

    private static Stream<String> urls(String header) {
        return Stream.of(header.split("<", -1)).map(part -> part.substring(0, Math.max(0, part.indexOf('>'))));
    }
}
