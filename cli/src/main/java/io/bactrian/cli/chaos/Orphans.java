package io.bactrian.cli.chaos;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The undecided sagas that a killed routes application left behind.
 *
 * @param sagas how many there were
 * @param open how many of them have not ended
 * @param slowest from the application's return to the end of the last of them
 */
public record Orphans(int sagas, int open, Duration slowest) {

    /** Looks for those of one kill; another kill soon after it would blur the times. */
    public static Orphans of(Kill kill, Histories histories) throws IOException {
        return of(kill, histories.read());
    }

    static Orphans of(Kill kill, List<SagaHistory> histories) {
        List<Optional<Instant>> ends = histories.stream()
                .filter(history -> history.undecidedAt(kill.at()))
                .map(SagaHistory::endedAt)
                .toList();
        Instant last =
                ends.stream().flatMap(Optional::stream).max(Instant::compareTo).orElse(kill.healthyAt());
        Duration slowest = Duration.between(kill.healthyAt(), last);
        return new Orphans(
                ends.size(),
                (int) ends.stream().filter(Optional::isEmpty).count(),
                slowest.isNegative() ? Duration.ZERO : slowest);
    }
}
