package io.bactrian.participants.insurance.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreditCheckTest {

    @Test
    void failsTheSameQuotesForTheSameSeed() {
        assertThat(failing(1, 10)).containsExactly(failing(1, 10)).isNotEqualTo(failing(2, 10));
    }

    @Test
    void failsAboutOneInTen() {
        assertThat(failing(7, 10).length).isBetween(70, 130);
    }

    @Test
    void failsNoneForZero() {
        assertThat(failing(1, 0)).isEmpty();
    }

    @Test
    void refusesANegativeShare() {
        assertThatThrownBy(() -> new CreditCheck(1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("billing.failing-one-in must be 0 or more, was -1");
    }

    private static int[] failing(long seed, int oneIn) {
        var check = new CreditCheck(seed, oneIn);
        return IntStream.range(0, 1_000).filter(i -> check.fails("Q-" + i)).toArray();
    }
}
