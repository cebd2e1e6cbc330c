package io.bactrian.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code docs/from-camel-lra.md} tells people to do, so that the tests do just that. */
final class MovingDocument {

    private static final String FOR_SOME = "(?s)(\\+<dependency> <!-- only if .*?\\+</dependency>\n)";

    private final String text;

    private MovingDocument(String text) {
        this.text = text;
    }

    static MovingDocument read() {
        try {
            return new MovingDocument(Files.readString(Path.of("..", "docs", "from-camel-lra.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Artifacts that the diff takes out. */
    List<String> artifactsBefore() {
        return artifacts("-", block("diff"));
    }

    /** Artifacts that the diff puts in, whoever moves. */
    List<String> artifactsAfter() {
        return artifacts("\\+", block("diff").replaceAll(FOR_SOME, ""));
    }

    /** Artifacts that the diff puts in for those who need what came along before. */
    List<String> artifactsForSome() {
        return all(FOR_SOME, block("diff")).stream()
                .flatMap(dependency -> artifacts("\\+", dependency).stream())
                .toList();
    }

    private static List<String> artifacts(String sign, String diff) {
        return all("(?m)^" + sign + " +<artifactId>([^<]+)</artifactId>", diff);
    }

    /** The settings that stay, as {@code key=value}. */
    List<String> properties() {
        return all("(?m)^([a-z.-]+=.*)$", block("properties"));
    }

    private String block(String language) {
        return all("(?s)```" + language + "\n(.*?)```", text).get(0);
    }

    private static List<String> all(String pattern, String in) {
        return Pattern.compile(pattern)
                .matcher(in)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
