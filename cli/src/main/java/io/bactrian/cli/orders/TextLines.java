package io.bactrian.cli.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a UTF-8 file with their numbers; blank ones are passed over, damaged ones are reported. */
final class TextLines implements AutoCloseable {

    private final BufferedReader reader;
    private long number;

    TextLines(Path file) throws IOException {
        // Decoded with replacement characters: one damaged byte must cost one line, not the file.
        reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    record Line(long number, String text) {

        boolean damaged() {
            return isDamaged(text);
        }
    }

    static boolean isDamaged(String text) {
        return text.indexOf('\uFFFD') >= 0;
    }

    /** The next line that is not blank; an empty text with number 0 at the end. */
    Line next() throws IOException {
        String text;
        while ((text = reader.readLine()) != null) {
            number++;
            if (number == 1 && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            if (!text.isBlank()) {
                return new Line(number, text);
            }
        }
        return new Line(0, "");
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
