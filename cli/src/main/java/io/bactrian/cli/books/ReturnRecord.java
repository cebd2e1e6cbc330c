package io.bactrian.cli.books;

import java.io.IOException;
import java.nio.file.Path;

/** Which returns were asked for and what their clients were told, by the rules of {@link SentFile}. */
public final class ReturnRecord implements AutoCloseable {

    private final SentFile<InputReturn> file;

    private ReturnRecord(SentFile<InputReturn> file) {
        this.file = file;
    }

    private static Path file(Path data) {
        return data.resolve("returns.jsonl");
    }

    public static ReturnRecord open(Path data) throws IOException {
        return new ReturnRecord(SentFile.open(file(data)));
    }

    /** All returns ever asked for in the system with these data. */
    public static Recorded<InputReturn> read(Path data) throws IOException {
        return SentFile.read(file(data), InputReturn.class);
    }

    public void write(InputReturn asked) throws IOException {
        file.write(asked);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
