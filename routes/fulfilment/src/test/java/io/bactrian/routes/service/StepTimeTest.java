package io.bactrian.routes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StepTimeTest {

    private final ManualClock clock = new ManualClock();
    private final StepTime time = new StepTime(limits("10s", "2s"), clock);

    @Test
    void allowsATryThatCanEndInTimeEvenAfterTheLongestPause() {
        Instant end = time.endOfStep();

        clock.advance(Duration.ofMillis(7_000));
        assertThat(time.allowsAnotherTry(end)).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(time.allowsAnotherTry(end)).isFalse();
    }

    @Test
    void givesEveryStepItsOwnTime() {
        time.endOfStep();
        clock.advance(Duration.ofSeconds(9));

        assertThat(time.allowsAnotherTry(time.endOfStep())).isTrue();
    }

    @Test
    void allowsNothingToAStepThatNeverBegan() {
        assertThat(time.allowsAnotherTry(null)).isFalse();
    }

    @Test
    void refusesAStepShorterThanItsFirstCall() {
        assertThatThrownBy(() -> limits("1s", "2s"))
                .hasMessage("routes.step.timeout must be at least routes.step.call-timeout (PT2S), was PT1S:"
                        + " the first call alone may take that long");
    }

    private static StepLimits limits(String timeout, String callTimeout) {
        return new StepLimits(
                Duration.parse("PT" + timeout),
                Duration.parse("PT" + callTimeout),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
    }
}
