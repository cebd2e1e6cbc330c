package io.bactrian.cli.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.cli.http.Http;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was sent and what its clients were told, a JSON object a line, kept beside the data so that an audit at any later time knows the
 * input. Everything is written down before it is sent and again with its outcome. The last outcome counts, except that a refusal says
 * nothing about something of the same number that was taken up before.
 */
final class SentFile<T extends Sent> implements AutoCloseable {

    private final BufferedWriter writer;

    private SentFile(BufferedWriter writer) {
        this.writer = writer;
    }

    static <T extends Sent> SentFile<T> open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new SentFile<>(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** All that was ever sent, nothing when there is no file. */
    static <T extends Sent> Collection<T> read(Path file, Class<T> type) throws IOException {
        Map<String, T> found = new LinkedHashMap<>();
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        for (int i = 0; i < lines.size(); i++) {
            try {
                T sent = Http.JSON.readValue(lines.get(i), type);
                found.merge(sent.number(), sent, SentFile::later);
            } catch (JsonProcessingException e) {
                // Only the last line can be torn, by a kill of the command itself; what it said was not acted on yet.
                if (i < lines.size() - 1) {
                    throw e;
                }
            }
        }
        return found.values();
    }

    private static <T extends Sent> T later(T before, T now) {
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
