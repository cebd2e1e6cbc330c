package io.bactrian.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the project that the README shows. */
final class Readme {

    static final Path HOME = Path.of("..", "..");
    private static final String SAMPLE = "routes/quickstart/";
    /** A block of code under a line like {@code <!-- from routes/quickstart/pom.xml -->}. */
    private static final Pattern FILE =
            Pattern.compile("<!-- from " + SAMPLE + "(\\S+) -->\\s*\n```\\w*\n(.*?\n)```", Pattern.DOTALL);

    private Readme() {}

    /** Text by path within the project. */
    static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        Matcher shown = FILE.matcher(read(HOME.resolve("README.md")));
        while (shown.find()) {
            if (files.put(shown.group(1), shown.group(2)) != null) {
                throw new IllegalStateException("README.md shows " + shown.group(1) + " twice");
            }
        }
        return files;
    }

    /** A file of the tested project. */
    static String sample(String path) {
        return read(HOME.resolve(SAMPLE).resolve(path));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
