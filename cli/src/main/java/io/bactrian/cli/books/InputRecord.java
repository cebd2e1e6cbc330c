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
 * Which orders were sent and what their clients were told, kept beside the data so that an audit at any later time knows
 * the input. An order is written down before it is sent and again with its outcome. The last outcome counts, except that
 * a refusal says nothing about an order of the same number that was taken up before.
 */
public final class InputRecord implements AutoCloseable {

    private final BufferedWriter writer;

    private InputRecord(BufferedWriter writer) {
        this.writer = writer;
    }

    private static Path file(Path data) {
        return data.resolve("input.jsonl");
    }

    public static InputRecord open(Path data) throws IOException {
        Files.createDirectories(data);
        return new InputRecord(
                Files.newBufferedWriter(file(data), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** All orders ever sent to the system with these data. */
    public static Collection<InputOrder> read(Path data) throws IOException {
        Map<String, InputOrder> orders = new LinkedHashMap<>();
        List<String> lines = Files.exists(file(data)) ? Files.readAllLines(file(data)) : List.of();
        for (int i = 0; i < lines.size(); i++) {
            try {
                InputOrder order = Http.JSON.readValue(lines.get(i), InputOrder.class);
                orders.merge(order.orderId(), order, InputRecord::later);
            } catch (JsonProcessingException e) {
                // Only the last line can be torn, by a kill of the command itself; what it said was not acted on yet.
                if (i < lines.size() - 1) {
                    throw e;
                }
            }
        }
        return orders.values();
    }

    private static InputOrder later(InputOrder before, InputOrder now) {
        boolean tellsNothingNew =
                now.told() == null || (now.told() == InputOrder.Told.REFUSED && before.told() != null);
        return tellsNothingNew ? before : now;
    }

    public synchronized void write(InputOrder order) throws IOException {
        writer.write(Http.JSON.writeValueAsString(order));
        writer.newLine();
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
