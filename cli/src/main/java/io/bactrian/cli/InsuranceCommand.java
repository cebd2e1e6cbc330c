package io.bactrian.cli;

import io.bactrian.cli.chaos.ChaosMonkey;
import io.bactrian.cli.chaos.ChaosPlan;
import io.bactrian.cli.demo.Demo;
import io.bactrian.cli.insurance.InsuranceDemo;
import io.bactrian.cli.insurance.Quote;
import io.bactrian.cli.system.CommandLock;
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Folders;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Sample;
import io.bactrian.cli.system.Startup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bactrian demo insurance}. */
@Command(
        name = "insurance",
        mixinStandardHelpOptions = true,
        description =
                "Sends approved quotes to four services that work together by events alone, and audits their books."
                        + " Starts a fresh system and stops it afterwards.")
final class InsuranceCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SETTLING = Duration.ofMinutes(3);
    private static final List<Part> VICTIMS =
            List.of(Part.QUOTES, Part.POLICIES, Part.BILLING, Part.NOTIFICATIONS, Part.BROKER);

    private final Session session;

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Decides which quotes are generated and which get no invoice, about one in ten (default: 1).")
    private long seed;

    @Option(names = "--count", defaultValue = "200", description = "How many quotes (default: 200).")
    private int count;

    @Option(names = "--concurrency", defaultValue = "16", description = "How many clients send them (default: 16).")
    private int concurrency;

    @Option(names = "--chaos", description = "Kill services and the broker with -9 while quotes are on their way.")
    private boolean chaos;

    @Option(
            names = "--kills",
            defaultValue = "5",
            description = "How many kills with --chaos; five kill each service and the broker once (default: 5).")
    private int kills;

    @Option(names = "--keep", description = "Leave the system up.")
    private boolean keep;

    InsuranceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 0 || concurrency < 1 || kills < 1) {
            throw new IllegalArgumentException("--count must be 0 or more, was " + count
                    + "; --concurrency and --kills must be 1 or more, were " + concurrency + " and " + kills);
        }
        if (place.engine() != Engine.OURS) {
            throw new IllegalArgumentException("--engine must be ours for this demo: the other one follows no events");
        }
        try (CommandLock own = session.ownership()) {
            if (session.running().isPresent()) {
                throw new IllegalStateException("Another system is up: take it down first with ./bactrian down");
            }
            return runOnce();
        }
    }

    private int runOnce() throws IOException {
        Path data = session.installation().demoData();
        Folders.delete(data);
        LocalSystem system = LocalSystem.planned(
                session.installation(), session.http(), Sample.INSURANCE, Engine.OURS, place.ports(), data);
        Thread cleanUp = new Thread(system::abandon, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        boolean left = false;
        try {
            boolean whole = run(system);
            left = keep;
            return whole ? 0 : 1;
        } finally {
            if (!left) {
                system.down();
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private boolean run(LocalSystem system) throws IOException {
        Startup startup = new Startup(session.installation(), system, session.terminal(), session.clock());
        startup.all();
        InsuranceDemo demo = new InsuranceDemo(system, session.http(), session.terminal(), session.clock());
        List<Quote> quotes = Quote.generated(seed, count);
        Demo.Limits limits = new Demo.Limits(concurrency, PATIENCE);
        if (chaos) {
            session.terminal().line("  chaos      seed " + seed);
            ChaosPlan plan = new ChaosPlan(seed, kills, count, VICTIMS);
            try (ChaosMonkey monkey = new ChaosMonkey(plan, system, startup, session.terminal(), session.clock())) {
                demo.run(quotes, limits, monkey, SETTLING);
            }
        } else {
            demo.run(quotes, limits, Demo.Gate.OPEN, SETTLING);
        }
        boolean whole = demo.conclude(quotes);
        if (keep) {
            session.terminal()
                    .line("  console    " + system.ports().url(Part.COORDINATOR)
                            + "/        stop with ./bactrian down");
        }
        return whole;
    }
}
