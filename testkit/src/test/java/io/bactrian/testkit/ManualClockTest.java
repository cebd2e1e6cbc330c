package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ManualClockTest {

    @Test
    void standsStillUntilItIsTurned() {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

        clock.advance(Duration.ofMinutes(5));

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(300));
    }

    @Test
    void isTheSameClockInAnotherZone() {
        ManualClock clock = new ManualClock();
        Clock elsewhere = clock.withZone(ZoneId.of("Africa/Cairo"));

        clock.advance(Duration.ofHours(1));

        assertThat(elsewhere.instant()).isEqualTo(clock.instant());
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Africa/Cairo"));
    }

    @Test
    void refusesToRunBackwards() {
        assertThatThrownBy(() -> new ManualClock().advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a clock is turned forward, by 0 or more, was PT-1S");
    }
}
