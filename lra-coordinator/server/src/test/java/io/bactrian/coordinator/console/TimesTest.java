package io.bactrian.coordinator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "59999, 59.9 s",
        "60000, 1 min",
        "302000, 5 min 2 s",
        "3600000, 1 h",
        "11220000, 3 h 7 min",
        "187200000, 2 d 4 h"
    })
    void saysALengthInAtMostTwoUnits(long millis, String text) {
        assertThat(Times.length(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-3, just now", "0, just now", "42, 42 s", "60, 1 min", "7200, 2 h", "90000, 1 d"})
    void saysAnAgeInOneUnit(long seconds, String text) {
        assertThat(Times.age(NOW.minusSeconds(seconds), NOW)).isEqualTo(text);
    }

    @Test
    void saysHowFarAwayAnInstantIs() {
        assertThat(Times.distance(NOW.plusMillis(2400), NOW)).isEqualTo("in 2.4 s");
        assertThat(Times.distance(NOW.minusMillis(120), NOW)).isEqualTo("120 ms ago");
        assertThat(Times.offset(NOW, NOW.plusMillis(12))).isEqualTo("+12 ms");
        assertThat(Times.clock(NOW)).isEqualTo("2026-11-21 12:00:00.000 UTC");
    }
}
