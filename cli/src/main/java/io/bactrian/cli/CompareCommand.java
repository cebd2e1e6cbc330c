package io.bactrian.cli;

import io.bactrian.cli.compare.Comparison;
import io.bactrian.cli.compare.Scenario;
import io.bactrian.cli.system.Engine;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bactrian compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Plays four scenarios against our coordinator and stock Narayana. Takes two to three minutes.")
final class CompareCommand implements Callable<Integer> {

    private static final String ROW = "  %-42s %-40s %s";

    private final Session session;

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Comparison comparison = new Comparison(
                session.installation().home(),
                session.installation().state().resolve("compare"),
                session.terminal(),
                session.clock());
        Thread cleanUp = new Thread(comparison::abandon, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        Map<Scenario<?>, Map<Engine, Scenario.Result>> results;
        try {
            results = comparison.run(Comparison.scenarios());
        } finally {
            comparison.abandon();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
        boolean good = true;
        session.terminal().line("");
        session.terminal().line(String.format(ROW, "scenario", "Bactrian", "stock Narayana"));
        for (Map.Entry<Scenario<?>, Map<Engine, Scenario.Result>> row : results.entrySet()) {
            Scenario.Result ours = row.getValue().get(Engine.OURS);
            Scenario.Result stock = row.getValue().get(Engine.NARAYANA);
            if (ours == null || stock == null) {
                throw new IllegalStateException(row.getKey().title() + " was not played on both engines");
            }
            good &= ours.good();
            session.terminal().line(String.format(ROW, row.getKey().title(), ours.shown(), stock.shown()));
        }
        return good ? 0 : 1;
    }
}
