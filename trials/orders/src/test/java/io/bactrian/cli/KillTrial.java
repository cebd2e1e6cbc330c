package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.Violation;
import io.bactrian.cli.chaos.ChaosMonkey;
import io.bactrian.cli.chaos.ChaosPlan;
import io.bactrian.cli.chaos.Histories;
import io.bactrian.cli.chaos.Kill;
import io.bactrian.cli.chaos.Orphans;
import io.bactrian.cli.chaos.Phase;
import io.bactrian.cli.chaos.PhaseHistogram;
import io.bactrian.cli.demo.Demo;
import io.bactrian.cli.demo.DemoReport;
import io.bactrian.cli.demo.FirstPass;
import io.bactrian.cli.demo.Returns;
import io.bactrian.cli.demo.ReturnsReport;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.orders.GeneratedOrders;
import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.orders.ReturnPlan;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Startup;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Parts of a system are killed with -9 at random instants while orders, and then returns, are on their way. */
final class KillTrial {

    /** Kills and orders of the short form. */
    static final int FEW_KILLS = 8;

    static final int FEW_ORDERS = 150;

    private static final int LONG_FORM = 100;
    private static final int KILLS_PER_PHASE = 5;
    private static final int ORPHANED_ORDERS = 32;
    private static final int RETURNED_ONE_IN = 3;
    private static final Duration TAKEN_FOR_LOST = Duration.ofSeconds(20);
    private static final Duration AFTER_RETURN = Duration.ofSeconds(30);
    private static final Duration AFTER_LOSS = Duration.ofSeconds(60);
    private static final Duration SETTLING = Duration.ofMinutes(3);
    private static final Demo.Limits CLIENTS = new Demo.Limits(16, Duration.ofMinutes(5));

    private final Clock clock = Clock.systemUTC();
    private final Http http = new Http();
    private final Terminal terminal =
            new Terminal(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true), false);
    private final LocalSystem system;
    private final Startup startup;
    private final Demo demo;
    private final Returns returns;
    private final long seed;

    /** @param seed of the orders, and of what is killed when */
    KillTrial(Installation installation, LocalSystem system, long seed) {
        this.system = system;
        this.seed = seed;
        startup = new Startup(installation, system, terminal, clock);
        demo = new Demo(system, http, terminal, clock);
        returns = new Returns(system, http, terminal, clock);
    }

    void start() {
        startup.all();
    }

    /** @param count of kills; from 100 on, enough of them must come into each phase, and the reference is played instead of planned */
    void nothingIsLostWhateverIsKilled(int count, int orders) throws IOException {
        Set<String> reference = withoutKills(count, orders);

        List<Kill> kills;
        DemoReport report;
        ReturnsReport returned;
        ChaosPlan plan =
                new ChaosPlan(seed, count, orders + ReturnPlan.atLeast(orders, RETURNED_ONE_IN), system.parts());
        try (ChaosMonkey monkey = new ChaosMonkey(plan, system, startup, terminal, clock)) {
            report = push("k-", orders, monkey);
            returned = giveBack("k-", orders, report, monkey);
            monkey.close();
            kills = monkey.kills();
        }
        conclude(report, returned);

        assertThat(kills).hasSize(count);
        Set<String> fulfilled = withoutPrefix(report.fulfilled());
        fulfilled.retainAll(reference);
        terminal.line("  with kills " + fulfilled.size() + " of the " + reference.size()
                + " orders fulfilled that are fulfilled without");
        assertThat(fulfilled.size()).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * reference.size()));

        Histories histories = new Histories(http, system);
        PhaseHistogram histogram = PhaseHistogram.of(kills, histories);
        histogram.lines().forEach(terminal::line);
        if (count >= LONG_FORM) {
            for (Phase phase : Phase.values()) {
                assertThat(histogram.kills(phase)).as("kills during %s", phase).isGreaterThanOrEqualTo(KILLS_PER_PHASE);
            }
        }

        orphansAreUndone(histories);
    }

    /**
     * What is fulfilled while nobody is killed. The short form takes it from the plan, which {@link DemoIT} and {@link DemoOnNarayanaIT}
     * hold against what they see; the long form plays it.
     */
    private Set<String> withoutKills(int count, int orders) throws IOException {
        if (count < LONG_FORM) {
            return Fulfilled.planned(new GeneratedOrders(seed, orders), seed);
        }
        DemoReport report = push("r-", orders, Demo.Gate.OPEN);
        conclude(report, ReturnsReport.NONE);
        return withoutPrefix(report.fulfilled());
    }

    /** Once more, with the routes alone and nothing after it, so that nothing blurs the times. */
    private void orphansAreUndone(Histories histories) throws IOException {
        Kill kill;
        DemoReport report;
        try (ChaosMonkey monkey =
                new ChaosMonkey(ChaosPlan.once(Part.ROUTES, ORPHANED_ORDERS), system, startup, terminal, clock)) {
            report = push("o-", ORPHANED_ORDERS, monkey);
            monkey.close();
            kill = monkey.kills().get(0);
        }
        conclude(report, ReturnsReport.NONE);

        Orphans orphans = Orphans.of(kill, histories);
        terminal.line("  orphans    " + orphans.sagas() + ", the last decided "
                + orphans.decided().toMillis() + " ms after the kill, undone "
                + orphans.undone().toMillis() + " ms after the routes were back");
        assertThat(orphans.sagas()).isPositive();
        assertThat(orphans.open()).isZero();
        // also what waited for a call into the dead application: it is called as soon as it is back
        assertThat(orphans.undone()).isLessThan(AFTER_RETURN);
        if (kill.away().compareTo(TAKEN_FOR_LOST) >= 0) {
            // on a machine this slow the coordinator gave the application up before it was back
            assertThat(orphans.decided()).isLessThan(AFTER_LOSS);
        }
    }

    private DemoReport push(String prefix, int orders, Demo.Gate gate) throws IOException {
        OrderSource source = new GeneratedOrders(seed, orders, prefix);
        demo.seed(FirstPass.over(source, seed, terminal));
        return demo.push(source, orders, CLIENTS, gate);
    }

    private ReturnsReport giveBack(String prefix, int orders, DemoReport report, Demo.Gate gate) throws IOException {
        OrderSource source = new GeneratedOrders(seed, orders, prefix);
        ReturnPlan plan = ReturnPlan.of(source, report.fulfilled(), seed, RETURNED_ONE_IN);
        return returns.push(plan, CLIENTS, gate, orders);
    }

    private void conclude(DemoReport report, ReturnsReport returned) throws IOException {
        demo.settle(report, SETTLING);
        returns.settle(returned);
        List<Violation> violations = demo.conclude(report, returned);
        assertThat(violations).isEmpty();
        assertThat(report.accountedFor()).isTrue();
        assertThat(returned.accountedFor()).isTrue();
    }

    private static Set<String> withoutPrefix(Set<String> orders) {
        return orders.stream().map(order -> order.substring(2)).collect(Collectors.toSet());
    }
}
