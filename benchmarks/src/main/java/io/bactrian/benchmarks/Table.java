package io.bactrian.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The figures as Markdown, one line per scenario and engine, with the ratios to stock and to the ceiling. */
final class Table {

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    void head() {
        out.println(
                "| run | engine | sagas | sagas/s | rounds | p50 ms | p99 ms | engine CPU ms/saga | x stock | x ceiling | wrong |");
        out.println("|---|---|---:|---:|---|---:|---:|---:|---:|---:|---:|");
    }

    void rows(Scenario scenario, Map<Engine, Tally> tallies) {
        tallies.forEach((engine, tally) -> {
            List<Double> rates = tally.rates();
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %d | %.0f | %.0f-%.0f | %.1f | %.1f | %.2f | %s | %s | %d |%n",
                    scenario,
                    engine,
                    tally.sagas(),
                    mean(rates),
                    rates.stream().min(Double::compare).orElse(0d),
                    rates.stream().max(Double::compare).orElse(0d),
                    tally.percentile(0.5),
                    tally.percentile(0.99),
                    tally.cpuMillisPerSaga(),
                    ratio(tally, tallies.get(Engine.NARAYANA)),
                    ratio(tally, tallies.get(Engine.CEILING)),
                    tally.wrong());
            tally.reasons().forEach(reason -> out.println("  wrong, " + engine + ": " + reason));
        });
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(rate -> rate).average().orElse(0);
    }

    /** The median of the rounds' ratios: rounds next to each other in time share what else the machine did. */
    private static String ratio(Tally tally, @Nullable Tally reference) {
        if (reference == null) {
            return "";
        }
        List<Double> rates = tally.rates();
        double[] ratios = IntStream.range(
                        0, Math.min(rates.size(), reference.rates().size()))
                .filter(round -> Objects.requireNonNull(reference.rates().get(round)) > 0)
                .mapToDouble(round -> rates.get(round) / reference.rates().get(round))
                .sorted()
                .toArray();
        if (ratios.length == 0) {
            return "";
        }
        int middle = ratios.length / 2;
        double median = ratios.length % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
        return String.format(Locale.ROOT, "%.2f", median);
    }
}
