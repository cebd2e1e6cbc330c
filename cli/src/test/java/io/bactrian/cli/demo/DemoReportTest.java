package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.demo.Outcome.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoReportTest {

    private final Tally tally = new Tally();

    @Test
    void accountsForEachOrderThereWas() {
        tally.add("1", new Outcome(Kind.FULFILLED, "", Duration.ZERO));

        DemoReport report = new DemoReport(1, 1, tally, Duration.ZERO);

        assertThat(report.accountedFor()).isTrue();
        assertThat(report.lines("0")).noneMatch(line -> line.contains("changed"));
    }

    @Test
    void doesNotAccountForOrdersThatWereThereAtFirstAndNotSent() {
        DemoReport report = new DemoReport(1, 0, tally, Duration.ZERO);

        assertThat(report.accountedFor()).isFalse();
        assertThat(report.lines("0"))
                .contains(
                        "  changed    0 orders were sent and there were 1 at first: leave their file alone meanwhile");
    }
}
