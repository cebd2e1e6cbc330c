package io.bactrian.cli.demo;

import io.bactrian.cli.demo.Outcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** What became of the orders of one run. */
public final class DemoReport {

    private static final int SHOWN_REFUSALS = 5;

    private final int total;
    private final int sent;
    private final Tally tally;
    private final Duration elapsed;

    /** @param total how many orders there were before the first of them was sent */
    DemoReport(int total, int sent, Tally tally, Duration elapsed) {
        this.total = total;
        this.sent = sent;
        this.tally = tally;
        this.elapsed = elapsed;
    }

    /** Gives the orders of one kind another chance to say what became of them. */
    void reconsider(Kind kind, BiFunction<String, Outcome, Outcome> again) {
        for (String orderId : tally.orders(kind)) {
            tally.add(orderId, again.apply(orderId, tally.of(orderId)));
        }
    }

    public int sent() {
        return sent;
    }

    public Set<String> fulfilled() {
        return new TreeSet<>(tally.orders(Kind.FULFILLED));
    }

    public Set<String> compensated() {
        return new TreeSet<>(tally.orders(Kind.COMPENSATED));
    }

    public Set<String> open() {
        return new TreeSet<>(tally.orders(Kind.OPEN));
    }

    /** Whether every order there was has an outcome. */
    public boolean accountedFor() {
        return sent == total && tally.size() == total && tally.count(Kind.OPEN) == 0;
    }

    public Duration elapsed() {
        return elapsed;
    }

    List<String> lines(String parked) {
        List<String> lines = new ArrayList<>();
        String reasons = tally.reasons(Kind.COMPENSATED);
        lines.add(String.format(
                "  fulfilled %d · compensated %d%s · refused %d · open %d · parked %s",
                tally.count(Kind.FULFILLED),
                tally.count(Kind.COMPENSATED),
                reasons.isEmpty() ? "" : " (" + reasons + ")",
                tally.count(Kind.REFUSED),
                sent - tally.size() + tally.count(Kind.OPEN),
                parked));
        if (sent != total) {
            lines.add("  changed    " + sent + " orders were sent and there were " + total
                    + " at first: leave their file alone meanwhile");
        }
        explain(lines, Kind.REFUSED, "refused");
        explain(lines, Kind.OPEN, "open");
        double seconds = Math.max(1, elapsed.toMillis()) / 1000.0;
        lines.add(String.format(
                "  p50 %d ms  p99 %d ms  %.0f sagas/s",
                tally.percentile(0.50).toMillis(), tally.percentile(0.99).toMillis(), tally.size() / seconds));
        return lines;
    }

    private void explain(List<String> lines, Kind kind, String word) {
        List<String> orders = tally.orders(kind);
        orders.stream()
                .limit(SHOWN_REFUSALS)
                .forEach(orderId -> lines.add("  " + String.format("%-10s", word) + " order " + orderId + ": "
                        + tally.of(orderId).reason()));
        if (orders.size() > SHOWN_REFUSALS) {
            lines.add("  " + String.format("%-10s", word) + " and " + (orders.size() - SHOWN_REFUSALS) + " more");
        }
    }
}
