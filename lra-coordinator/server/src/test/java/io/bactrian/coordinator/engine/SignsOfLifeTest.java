package io.bactrian.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Silence of others, seen from a process that may have been deaf itself. */
class SignsOfLifeTest {

    private static final Duration SILENCE = Duration.ofSeconds(20);

    private Instant now = Instant.parse("2030-01-02T12:00:00Z");
    private long nanos;
    private final SignsOfLife signs = new SignsOfLife(() -> now, () -> nanos);

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private void write() {
        signs.write(() -> true);
    }

    private void fail() {
        Supplier<Boolean> away = () -> {
            throw new IllegalStateException("the ledger is away");
        };
        assertThatThrownBy(() -> signs.write(away)).hasMessage("the ledger is away");
    }

    private boolean silenceCounts() {
        return signs.wouldHaveComeSince(now.minus(SILENCE));
    }

    /** As long as this, somebody writes every two seconds. */
    private void writeFor(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusSeconds(2)) {
            pass(Duration.ofSeconds(2));
            write();
        }
    }

    @Test
    void aStartGivesEverybodyTheWholeTime() {
        signs.expectRegularWrites();
        writeFor(SILENCE);
        assertThat(silenceCounts()).isFalse();

        writeFor(Duration.ofSeconds(2));

        assertThat(silenceCounts()).isTrue();
    }

    @Test
    void anOutageGivesEverybodyTheWholeTimeAgain() {
        pass(Duration.ofMinutes(1));
        write();
        for (int i = 0; i < 25; i++) {
            pass(Duration.ofSeconds(1));
            fail();
        }
        assertThat(silenceCounts()).isFalse();
        write();
        assertThat(silenceCounts()).isFalse();
        writeFor(SILENCE);
        assertThat(silenceCounts()).isFalse();

        writeFor(Duration.ofSeconds(2));

        assertThat(silenceCounts()).isTrue();
    }

    @Test
    void aFailureBetweenTwoWritesIsNoOutage() {
        pass(Duration.ofMinutes(1));
        write();
        pass(Duration.ofSeconds(1));
        fail();
        pass(Duration.ofSeconds(2));
        write();

        assertThat(silenceCounts()).isTrue();
    }

    @Test
    void aWriteThatHangsUntilTheLedgerIsBackIsAnOutage() {
        pass(Duration.ofMinutes(1));
        write();

        signs.write(() -> {
            pass(Duration.ofSeconds(25));
            return true;
        });

        assertThat(silenceCounts()).isFalse();
    }

    @Test
    void aPauseOfTheProcessIsAnOutageFromItsFirstInstant() {
        signs.expectRegularWrites();
        writeFor(Duration.ofMinutes(1));
        assertThat(silenceCounts()).isTrue();

        pass(Duration.ofSeconds(25));

        assertThat(silenceCounts()).isFalse();
        write();
        assertThat(silenceCounts()).isFalse();
    }

    @Test
    void aPauseIsSeenByWhicheverClockWentOn() {
        signs.expectRegularWrites();
        writeFor(Duration.ofMinutes(1));
        nanos += Duration.ofSeconds(25).toNanos();
        assertThat(silenceCounts()).isFalse();
        write();
        writeFor(SILENCE.plusSeconds(2));
        assertThat(silenceCounts()).isTrue();

        now = now.plusSeconds(25);

        assertThat(silenceCounts()).isFalse();
    }

    @Test
    void whoeverTurnsTheClockByHandMayTurnItFarBetweenTwoWrites() {
        write();
        now = now.plus(Duration.ofMinutes(5));
        nanos += Duration.ofSeconds(40).toNanos();

        assertThat(silenceCounts()).isTrue();
        write();
        assertThat(silenceCounts()).isTrue();
    }

    @Test
    void whoeverTurnsTheClockByHandMayTurnItFarDuringAWrite() {
        now = now.plus(Duration.ofMinutes(5));
        signs.write(() -> {
            now = now.plus(Duration.ofMinutes(5));
            return true;
        });

        assertThat(silenceCounts()).isTrue();
    }

    @Test
    void onlyItsOwnHeartbeatTellsThatTheLedgerTakesIt() {
        signs.expectRegularWrites();
        pass(Duration.ofSeconds(6));
        assertThat(signs.withoutBeatFor()).isEmpty();

        pass(Duration.ofSeconds(1));
        write(); // which may have changed no row
        assertThat(signs.withoutBeatFor()).contains(Duration.ofSeconds(7));

        signs.beat(() -> true);
        assertThat(signs.withoutBeatFor()).isEmpty();

        pass(Duration.ofSeconds(7));
        assertThatThrownBy(() -> signs.beat(() -> {
                    throw new IllegalStateException("read-only");
                }))
                .hasMessage("read-only");
        assertThat(signs.withoutBeatFor()).contains(Duration.ofSeconds(7));
    }

    @Test
    void nobodyMissesAHeartbeatWhereNoneIsExpected() {
        pass(Duration.ofHours(1));

        assertThat(signs.withoutBeatFor()).isEmpty();
    }

    @Test
    void aRegularWriteThatHangsByOneClockOnlyIsAnOutage() {
        signs.expectRegularWrites();
        writeFor(Duration.ofMinutes(1));

        signs.write(() -> {
            nanos += Duration.ofSeconds(4).toNanos();
            return true;
        });

        assertThat(silenceCounts()).isFalse();
    }
}
