package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.demo.Outcome.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void groupsCompensationsByReason() {
        add("1", Kind.COMPENSATED, "out of stock: 85123A", 1);
        add("2", Kind.COMPENSATED, "declined: 17850", 1);
        add("3", Kind.COMPENSATED, "out of stock: 71053", 1);
        add("4", Kind.FULFILLED, "", 1);

        assertThat(tally.reasons(Kind.COMPENSATED)).isEqualTo("out of stock 2, declined 1");
    }

    @Test
    void aLaterOutcomeReplacesTheFirst() {
        add("1", Kind.OPEN, "no answer", 1);
        add("1", Kind.FULFILLED, "", 1);

        assertThat(tally.size()).isEqualTo(1);
        assertThat(tally.count(Kind.OPEN)).isZero();
    }

    @Test
    void percentilesAreTimesThatWereSeen() {
        for (int i = 1; i <= 100; i++) {
            add("o" + i, Kind.FULFILLED, "", i);
        }

        assertThat(tally.percentile(0.50)).isEqualTo(Duration.ofMillis(50));
        assertThat(tally.percentile(0.99)).isEqualTo(Duration.ofMillis(99));
        assertThat(new Tally().percentile(0.5)).isZero();
    }

    private void add(String orderId, Kind kind, String reason, long millis) {
        tally.add(orderId, new Outcome(kind, reason, Duration.ofMillis(millis)));
    }
}
