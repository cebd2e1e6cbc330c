package io.bactrian.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.InputOrder.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputRecordTest {

    @TempDir
    private Path data;

    @Test
    void theLastOutcomeCounts() throws IOException {
        write(order(100, null), order(100, Told.COMPENSATED), order(100, null), order(100, Told.FULFILLED));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(100, Told.FULFILLED));
    }

    @Test
    void aRefusedSecondOrderOfTheSameNumberLeavesTheFirstAlone() throws IOException {
        write(order(100, null), order(100, Told.FULFILLED), order(999, null), order(999, Told.REFUSED));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(100, Told.FULFILLED));
    }

    @Test
    void anOrderWithoutAnswerIsKnown() throws IOException {
        write(order(100, null));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(100, null));
    }

    @Test
    void aTornLastLineIsPassedOver() throws IOException {
        write(order(100, Told.FULFILLED));
        Files.writeString(data.resolve("input.jsonl"), "{\"orderId\":\"47", StandardOpenOption.APPEND);

        assertThat(InputRecord.read(data)).isEqualTo(new Recorded<>(List.of(order(100, Told.FULFILLED)), 1));
    }

    @Test
    void aTornLineTakesNoOtherWithIt() throws IOException {
        write(order(100, null));
        byte[] withinALetter = {'{', '"', (byte) 0xC3};
        Files.write(data.resolve("input.jsonl"), withinALetter, StandardOpenOption.APPEND);

        write(order(100, Told.FULFILLED));

        assertThat(InputRecord.read(data)).isEqualTo(new Recorded<>(List.of(order(100, Told.FULFILLED)), 1));
    }

    @Test
    void aRefusedSecondOrderDoesNotHideTheFirstThatHasNoAnswer() throws IOException {
        write(order(100, null), order(999, null), order(999, Told.REFUSED));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(100, null));
    }

    @Test
    void aRefusedFirstOrderDoesNotHideTheSecondThatHasNoAnswer() throws IOException {
        write(order(100, null), order(100, Told.REFUSED), order(999, null));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(999, null));
    }

    @Test
    void aRefusalOfTheSameOrderCounts() throws IOException {
        write(order(100, null), order(100, Told.REFUSED), order(100, null));

        assertThat(InputRecord.read(data).sent()).containsExactly(order(100, Told.REFUSED));
    }

    @Test
    void nothingSentIsNothing() throws IOException {
        assertThat(InputRecord.read(data).sent()).isEmpty();
    }

    private static InputOrder order(long total, Told told) {
        return new InputOrder("4711", "17850", total, Map.of("85123A", 6L), told);
    }

    private void write(InputOrder... orders) throws IOException {
        try (InputRecord record = InputRecord.open(data)) {
            for (InputOrder order : orders) {
                record.write(order);
            }
        }
    }
}
