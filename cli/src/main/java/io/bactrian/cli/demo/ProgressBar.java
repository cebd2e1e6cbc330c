package io.bactrian.cli.demo;

import io.bactrian.cli.terminal.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How far the orders are: a bar on a screen, a line per quarter elsewhere. */
final class ProgressBar {

    private static final int WIDTH = 32;
    private static final int QUARTERS = 4;

    private final Terminal terminal;
    private final Clock clock;
    private final int total;
    private final Instant begin;
    private int quarters;

    ProgressBar(Terminal terminal, Clock clock, int total) {
        this.terminal = terminal;
        this.clock = clock;
        this.total = total;
        this.begin = clock.instant();
    }

    synchronized void at(int done) {
        if (terminal.screen()) {
            terminal.live(text(done));
        } else if (total > 0 && done * QUARTERS / total > quarters && done < total) {
            quarters = done * QUARTERS / total;
            terminal.line(String.format("  orders     %d/%d", done, total));
        }
    }

    void end(int done) {
        terminal.settle(text(done));
    }

    Duration elapsed() {
        return Duration.between(begin, clock.instant());
    }

    private String text(int done) {
        int filled = total == 0 ? WIDTH : Math.min(WIDTH, done * WIDTH / total);
        double seconds = Math.max(1, elapsed().toMillis()) / 1000.0;
        return String.format(
                "  orders     %s%s  %d/%d  %7.0f sagas/s",
                "█".repeat(filled), "░".repeat(WIDTH - filled), done, total, done / seconds);
    }
}
