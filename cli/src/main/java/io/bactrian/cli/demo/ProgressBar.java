package io.bactrian.cli.demo;

import io.bactrian.cli.terminal.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How far a demo is: a bar on a screen, a line per quarter elsewhere. */
public final class ProgressBar {

    private static final int WIDTH = 32;
    private static final int QUARTERS = 4;

    private final Terminal terminal;
    private final Clock clock;
    private final String what;
    private final String unit;
    private final int total;
    private final Instant begin;
    private int quarters;

    ProgressBar(Terminal terminal, Clock clock, String what, int total) {
        this(terminal, clock, what, "sagas", total);
    }

    /**
     * A bar that begins now.
     *
     * @param what is counted, as a word for the beginning of the line
     * @param unit what each of them is, in the plural
     */
    public ProgressBar(Terminal terminal, Clock clock, String what, String unit, int total) {
        this.terminal = terminal;
        this.clock = clock;
        this.what = what;
        this.unit = unit;
        this.total = total;
        this.begin = clock.instant();
    }

    public synchronized void at(int done) {
        if (terminal.screen()) {
            terminal.live(text(done));
        } else if (total > 0 && done * QUARTERS / total > quarters && done < total) {
            quarters = done * QUARTERS / total;
            terminal.line(String.format("  %-10s %d/%d", what, done, total));
        }
    }

    public void end(int done) {
        terminal.settle(text(done));
    }

    public Duration elapsed() {
        return Duration.between(begin, clock.instant());
    }

    private String text(int done) {
        int filled = total == 0 ? WIDTH : Math.min(WIDTH, done * WIDTH / total);
        double seconds = Math.max(1, elapsed().toMillis()) / 1000.0;
        return String.format(
                "  %-10s %s%s  %d/%d  %7.0f %s/s",
                what, "█".repeat(filled), "░".repeat(WIDTH - filled), done, total, done / seconds, unit);
    }
}
