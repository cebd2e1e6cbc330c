package io.bactrian.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    @Test
    void theDefaultDoublesUpToAMinuteAndParksAfterTen() {
        RetryPolicy policy = RetryPolicy.DEFAULT;

        assertThat(policy.waitAfter(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.waitAfter(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.waitAfter(7)).isEqualTo(Duration.ofSeconds(32));
        assertThat(policy.waitAfter(8)).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.isSpentAfter(9)).isFalse();
        assertThat(policy.isSpentAfter(10)).isTrue();
    }

    @Test
    void takesWhatAHeaderDoesNotNameFromItself() {
        assertThat(RetryPolicy.DEFAULT.withHeader("attempts=3"))
                .isEqualTo(new RetryPolicy(Duration.ofMillis(500), 2, Duration.ofMinutes(1), 3));
        assertThat(RetryPolicy.DEFAULT.withHeader(" Max = 2h , initial=3s,factor=1.5, attempts = 7"))
                .isEqualTo(new RetryPolicy(Duration.ofSeconds(3), 1.5, Duration.ofHours(2), 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "attempts",
                "attempts=",
                "attempts=ten",
                "attempts=1,",
                "initial=5",
                "initial=-5s",
                "initial=1d",
                "max=1m30s",
                "max=1234567890123ms",
                "factor=fast",
                "jitter=1",
                "attempts=99999999999"
            })
    void saysHowToWriteAHeaderItCannotRead(String header) {
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withHeader(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Bactrian-Retry must be like initial=500ms,factor=2,max=1m,attempts=10, was " + header);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attempts=0|Bactrian-Retry: attempts must be 1 or more, was 0",
                "attempts=-1|Bactrian-Retry: attempts must be 1 or more, was -1",
                "factor=0.9|Bactrian-Retry: factor must be 1 or more, was 0.9",
                "factor=NaN|Bactrian-Retry: factor must be 1 or more, was NaN",
                "factor=Infinity|Bactrian-Retry: factor must be 1 or more, was Infinity",
                "initial=0ms|Bactrian-Retry: initial must be longer than 0, was 0ms",
                "max=8761h|Bactrian-Retry: max must be at most 8760h, was 8761h",
                "max=999999999999h|Bactrian-Retry: max must be at most 8760h, was 999999999999h",
                "initial=999999999999h|Bactrian-Retry: max must not be shorter than initial, was 60000ms",
                "max=100ms|Bactrian-Retry: max must not be shorter than initial, was 100ms",
                "initial=2m|Bactrian-Retry: max must not be shorter than initial, was 60000ms",
            })
    void namesTheRuleThatAHeaderBreaks(String header, String message) {
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withHeader(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initial=1ms,factor=1,max=1ms,attempts=1",
                "max=720h",
                "initial=8760h,max=8760h,factor=1e300,attempts=2147483647",
                "initial=277h,max=278h"
            })
    void whatWasAcceptedIsReadAgainFromTheLedger(String header) {
        RetryPolicy policy = RetryPolicy.DEFAULT.withHeader(header);

        assertThat(RetryPolicy.DEFAULT.withHeader(policy.toHeader())).isEqualTo(policy);
    }

    @Test
    void holdsItsPromisesForAnyPolicy() {
        Random random = new Random(42);
        for (int i = 0; i < 3_000; i++) {
            long initial = 1 + random.nextInt(100_000);
            RetryPolicy policy = new RetryPolicy(
                    Duration.ofMillis(initial),
                    1 + random.nextDouble() * 10,
                    Duration.ofMillis(initial + random.nextInt(10_000_000)),
                    1 + random.nextInt(50));
            assertThat(RetryPolicy.DEFAULT.withHeader(policy.toHeader())).isEqualTo(policy);
            Duration before = Duration.ZERO;
            for (int failures : new int[] {1, 2, 3, 10, 100, 100_000, Integer.MAX_VALUE}) {
                Duration wait = policy.waitAfter(failures);
                assertThat(wait).isBetween(policy.initial(), policy.max()).isGreaterThanOrEqualTo(before);
                assertThat(policy.jitteredWaitAfter(failures))
                        .isBetween(wait, wait.plusMillis(wait.toMillis() / 10 + 1));
                before = wait;
            }
        }
    }
}
