package io.bactrian.cli.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.cli.http.Http;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was sent and what its clients were told, a JSON object a line, kept beside the data so that an audit at any later time knows the
 * input. Everything is written down before it is sent and again with its outcome. The last outcome counts, except that a refusal says
 * nothing about something of the same number that was taken up before, or is something else.
 */
final class SentFile<T extends Sent> implements AutoCloseable {

    private final BufferedWriter writer;

    private SentFile(BufferedWriter writer) {
        this.writer = writer;
    }

    static <T extends Sent> SentFile<T> open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean torn = torn(file);
        SentFile<T> opened =
                new SentFile<>(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        if (torn) {
            opened.writer.newLine();
        }
        return opened;
    }

    /** Whether the last line has no end, and would take the next one into it. */
    private static boolean torn(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) != '\n';
        }
    }

    /** All that was ever sent, nothing when there is no file. */
    static <T extends Sent> Recorded<T> read(Path file, Class<T> type) throws IOException {
        Map<String, T> found = new LinkedHashMap<>();
        int unreadable = 0;
        if (Files.exists(file)) {
            // Decoded with replacement characters: a line can be torn within a character.
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    try {
                        T sent = Http.JSON.readValue(line, type);
                        found.merge(sent.number(), sent, SentFile::later);
                    } catch (JsonProcessingException e) {
                        // Torn by a kill of the command itself; what it said was not acted on yet.
                        unreadable++;
                    }
                }
            }
        }
        return new Recorded<>(List.copyOf(found.values()), unreadable);
    }

    private static <T extends Sent> T later(T before, T now) {
        if (!before.unanswered().equals(now.unanswered())) {
            if (now.refused()) {
                return before;
            }
            if (before.refused()) {
                return now;
            }
        }
        boolean tellsNothingNew = !now.answered() || (now.refused() && before.answered());
        return tellsNothingNew ? before : now;
    }

    synchronized void write(T sent) throws IOException {
        writer.write(Http.JSON.writeValueAsString(sent));
        writer.newLine();
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
