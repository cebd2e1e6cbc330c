package io.bactrian.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: starts the engines, loads them in turn, prints one table; ends with 1 when any saga went wrong. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        subcommands = Ceiling.class,
        description = "Measures coordinators side by side. A saga counts when its status is final and its participants"
                + " saw every callback once, for a cancel in reverse order; its latency runs until then.")
public final class Benchmarks implements Callable<Integer> {

    private static final Logger ROOT = Logger.getLogger("");

    @Option(names = "--engines", split = ",", defaultValue = "ours,narayana,ceiling", description = "any of them")
    private List<Engine> engines = List.of();

    @Option(names = "--clients", split = ",", defaultValue = "1,8,32", description = "sagas at once")
    private List<Integer> clients = List.of();

    @Option(names = "--participants", split = ",", defaultValue = "3,10", description = "joins per saga")
    private List<Integer> participants = List.of();

    @Option(names = "--ends", split = ",", defaultValue = "close,cancel", description = "how the sagas end")
    private List<End> ends = List.of();

    @Option(names = "--seconds", defaultValue = "12", description = "measured per engine and run, over all rounds")
    private double seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "turns that each engine takes within a run")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "60", description = "seconds per engine before the first run")
    private double warmUp;

    @Option(
            names = "--ours-jar",
            defaultValue = "lra-coordinator/server/target",
            description = "our coordinator's executable jar or its folder")
    private Path oursJar = Path.of("");

    @Option(
            names = "--narayana-jar",
            defaultValue = "lra-coordinator/narayana/target",
            description = "the stock host's executable jar or its folder")
    private Path narayanaJar = Path.of("");

    @Option(
            names = "--ours-option",
            description = "one more argument for our coordinator, repeatable, for example another ledger:"
                    + " --ours-option=--spring.datasource.url=jdbc:postgresql:..")
    private List<String> oursOptions = new ArrayList<>();

    private final PrintStream out;

    Benchmarks(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        ROOT.setLevel(Level.WARNING);
        System.exit(new CommandLine(new Benchmarks(System.out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> scenarios = scenarios();
        out.printf(
                "%d runs of %.0f s for each of %s, %.0f s in all; %d processors, Java %s%n%n",
                scenarios.size(),
                seconds,
                engines,
                engines.size() * (warmUp + seconds * scenarios.size()),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        Map<Engine, Path> jars = Map.of(
                Engine.OURS,
                oursJar,
                Engine.NARAYANA,
                narayanaJar,
                Engine.CEILING,
                Path.of(System.getProperty("java.class.path")));
        List<Tally> all = new ArrayList<>();
        try (Participants listening = new Participants();
                CloseableHttpClient http = Http.client(2 * Collections.max(clients));
                Engines started = Engines.start(engines, jars, oursOptions, http)) {
            Load load = new Load(http, listening);
            for (Engine engine : engines) {
                load.run(
                        started.get(engine).coordinator(),
                        scenarios.get(0).withClients(Collections.max(clients)),
                        warmUp,
                        new Tally());
            }
            Table table = new Table(out);
            table.head();
            for (Scenario scenario : scenarios) {
                Map<Engine, Tally> tallies = inTurn(scenario, started, load);
                table.rows(scenario, tallies);
                all.addAll(tallies.values());
            }
        }
        return all.stream().allMatch(tally -> tally.wrong() == 0) ? 0 : 1;
    }

    private List<Scenario> scenarios() {
        return ends.stream()
                .flatMap(end -> participants.stream()
                        .flatMap(joins -> clients.stream().map(atOnce -> new Scenario(end, joins, atOnce))))
                .toList();
    }

    /** Each round begins with another engine, so that none always follows the same neighbour. */
    private Map<Engine, Tally> inTurn(Scenario scenario, Engines started, Load load) throws InterruptedException {
        Map<Engine, Tally> tallies = new EnumMap<>(Engine.class);
        List<Engine> turns = new ArrayList<>(engines);
        for (int round = 0; round < rounds; round++) {
            for (Engine engine : turns) {
                Tally tally = tallies.computeIfAbsent(engine, first -> new Tally());
                EngineProcess process = started.get(engine);
                Duration before = process.cpu();
                double rate = load.run(process.coordinator(), scenario, seconds / rounds, tally);
                tally.round(rate, process.cpu().minus(before));
            }
            Collections.rotate(turns, -1);
        }
        return tallies;
    }
}
