package io.bactrian.cli.chaos;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The undecided sagas that a killed routes application left behind.
 *
 * @param sagas how many there were
 * @param open how many of them have not ended
 * @param decided from the kill to the decision on the last of them
 * @param undone from the application's return to the end of the last of them
 */
public record Orphans(int sagas, int open, Duration decided, Duration undone) {

    /** Looks for those of one kill; another kill soon after it would blur the times. */
    public static Orphans of(Kill kill, Histories histories) throws IOException {
        return of(kill, histories.read());
    }

    static Orphans of(Kill kill, List<SagaHistory> histories) {
        List<SagaHistory> orphans = histories.stream()
                .filter(history -> history.undecidedAt(kill.at()))
                .toList();
        return new Orphans(
                orphans.size(),
                (int) orphans.stream()
                        .filter(orphan -> orphan.endedAt().isEmpty())
                        .count(),
                last(kill.at(), orphans.stream().map(SagaHistory::decidedAt)),
                last(kill.healthyAt(), orphans.stream().map(SagaHistory::endedAt)));
    }

    private static Duration last(Instant from, Stream<Optional<Instant>> times) {
        Instant last = times.flatMap(Optional::stream).max(Instant::compareTo).orElse(from);
        return last.isBefore(from) ? Duration.ZERO : Duration.between(from, last);
    }
}
