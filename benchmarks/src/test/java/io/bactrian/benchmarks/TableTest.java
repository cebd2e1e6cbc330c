package io.bactrian.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void givesTheMedianOfTheRatiosOfNeighbouringRounds() {
        Tally ours = tally(2_000_000, 300, 100, 200);
        ours.wrong("a reason");
        Map<Engine, Tally> tallies = new EnumMap<>(Map.of(
                Engine.OURS, ours,
                Engine.NARAYANA, tally(4_000_000, 100, 100, 50),
                Engine.CEILING, tally(1_000_000, 400, 400, 400)));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Table(new PrintStream(printed, true, StandardCharsets.UTF_8)).rows(new Scenario(End.CANCEL, 3, 8), tallies);

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "| cancel, 3 participants, 8 clients | ours | 3 | 200 | 100-300 | 2.0 | 2.0 | 10.00 | 3.00 | 0.50 | 1 |",
                        "  wrong, ours: a reason",
                        "| cancel, 3 participants, 8 clients | narayana | 3 | 83 | 50-100 | 4.0 | 4.0 | 10.00 | 1.00 | 0.25 | 0 |",
                        "| cancel, 3 participants, 8 clients | ceiling | 3 | 400 | 400-400 | 1.0 | 1.0 | 10.00 | 4.00 | 1.00 | 0 |");
    }

    private static Tally tally(long latencyNanos, double... rates) {
        Tally tally = new Tally();
        for (double rate : rates) {
            tally.add(new long[] {latencyNanos});
            tally.round(rate, Duration.ofMillis(10));
        }
        return tally;
    }
}
