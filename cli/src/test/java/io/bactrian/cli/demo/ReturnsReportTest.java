package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.demo.Outcome.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReturnsReportTest {

    private final Tally tally = new Tally();

    @Test
    void tellsWhatBecameOfTheReturnsAndWhy() {
        add("1", Kind.FULFILLED, "");
        add("2", Kind.COMPENSATED, "damaged: return 2");
        add("3", Kind.REFUSED, "order was returned: 4711");
        add("4", Kind.REFUSED, "more than was bought: 4712");
        add("5", Kind.REFUSED, "order was returned: 4713");
        ReturnsReport report = new ReturnsReport(5, tally);

        assertThat(report.accountedFor()).isTrue();
        assertThat(report.line())
                .isEqualTo("  returns    1 returned · 1 undone (damaged 1)"
                        + " · 3 refused (order was returned 2, more than was bought 1)");
    }

    @Test
    void tellsOfReturnsWithoutAnOutcomeUntilTheyHaveOne() {
        add("1", Kind.OPEN, "no answer");
        ReturnsReport report = new ReturnsReport(2, tally);

        assertThat(report.accountedFor()).isFalse();
        assertThat(report.line()).isEqualTo("  returns    0 returned · 0 undone · 0 refused · open 2");

        add("2", Kind.FULFILLED, "");
        report.reconsider((returnId, before) -> new Outcome(Kind.FULFILLED, "", before.took()));
        assertThat(report.accountedFor()).isTrue();
    }

    private void add(String returnId, Kind kind, String reason) {
        tally.add(returnId, new Outcome(kind, reason, Duration.ZERO));
    }
}
