package io.bactrian.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.InputReturn.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReturnRecordTest {

    @TempDir
    private Path data;

    @Test
    void theLastOutcomeCounts() throws IOException {
        write(asked(100, null), asked(100, Told.UNDONE), asked(100, null), asked(100, Told.RETURNED));

        assertThat(ReturnRecord.read(data).sent()).containsExactly(asked(100, Told.RETURNED));
    }

    @Test
    void aRefusedSecondReturnOfTheSameNumberLeavesTheFirstAlone() throws IOException {
        write(asked(100, null), asked(100, Told.RETURNED), asked(999, null), asked(999, Told.REFUSED));

        assertThat(ReturnRecord.read(data).sent()).containsExactly(asked(100, Told.RETURNED));
    }

    @Test
    void aTornLastLineIsPassedOver() throws IOException {
        write(asked(100, null));
        Files.writeString(data.resolve("returns.jsonl"), "{\"returnId\":\"R-47", StandardOpenOption.APPEND);

        assertThat(ReturnRecord.read(data).sent()).containsExactly(asked(100, null));
    }

    @Test
    void nothingAskedForIsNothing() throws IOException {
        assertThat(ReturnRecord.read(data).sent()).isEmpty();
    }

    private static InputReturn asked(long amount, Told told) {
        return new InputReturn("R-4711", "4711", Map.of("85123A", 6L), amount, told);
    }

    private void write(InputReturn... returns) throws IOException {
        try (ReturnRecord record = ReturnRecord.open(data)) {
            for (InputReturn asked : returns) {
                record.write(asked);
            }
        }
    }
}
