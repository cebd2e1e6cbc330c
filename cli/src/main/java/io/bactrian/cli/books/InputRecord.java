package io.bactrian.cli.books;

import java.io.IOException;
import java.nio.file.Path;

/** Which orders were sent and what their clients were told, by the rules of {@link SentFile}. */
public final class InputRecord implements AutoCloseable {

    private final SentFile<InputOrder> file;

    private InputRecord(SentFile<InputOrder> file) {
        this.file = file;
    }

    private static Path file(Path data) {
        return data.resolve("input.jsonl");
    }

    public static InputRecord open(Path data) throws IOException {
        return new InputRecord(SentFile.open(file(data)));
    }

    /** All orders ever sent to the system with these data. */
    public static Recorded<InputOrder> read(Path data) throws IOException {
        return SentFile.read(file(data), InputOrder.class);
    }

    public void write(InputOrder order) throws IOException {
        file.write(order);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
