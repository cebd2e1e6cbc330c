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
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import io.bactrian.cli.system.Sample;
import io.bactrian.cli.system.Startup;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real processes, killed with -9 at random instants while orders, and then returns, are on their way. The long form:
 * {@code ./mvnw -pl trials/orders -am verify -Dit.test=KillIT -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false -Dtest=none -Dkills=300 -Dorders=2000}.
 */
class KillIT {

    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final int ORDERS = Integer.getInteger("orders", 150);
    private static final long SEED = Long.getLong("seed", 1);
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
    private final Command bactrian = new Command("kill");
    private final Terminal terminal =
            new Terminal(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true), false);
    private LocalSystem system;
    private Startup startup;
    private Demo demo;
    private Returns returns;

    @BeforeEach
    void up() {
        system = LocalSystem.planned(
                bactrian.installation(),
                http,
                Sample.ORDERS,
                Engine.OURS,
                Ports.free(new Random()),
                bactrian.installation().demoData());
        startup = new Startup(bactrian.installation(), system, terminal, clock);
        startup.all();
        demo = new Demo(system, http, terminal, clock);
        returns = new Returns(system, http, terminal, clock);
    }

    @AfterEach
    void down() {
        system.down();
        assertThat(LeftBehind.below(bactrian.installation().state())).isEmpty();
    }

    @Test
    void nothingIsLostWhateverIsKilled() throws IOException {
        Set<String> reference = withoutKills();

        List<Kill> kills;
        DemoReport report;
        ReturnsReport returned;
        ChaosPlan plan =
                new ChaosPlan(SEED, KILLS, ORDERS + ReturnPlan.atLeast(ORDERS, RETURNED_ONE_IN), system.parts());
        try (ChaosMonkey monkey = new ChaosMonkey(plan, system, startup, terminal, clock)) {
            report = push("k-", ORDERS, monkey);
            returned = giveBack("k-", report, monkey);
            monkey.close();
            kills = monkey.kills();
        }
        conclude(report, returned);

        assertThat(kills).hasSize(KILLS);
        Set<String> fulfilled = withoutPrefix(report.fulfilled());
        fulfilled.retainAll(reference);
        terminal.line("  with kills " + fulfilled.size() + " of the " + reference.size()
                + " orders fulfilled that are fulfilled without");
        assertThat(fulfilled.size()).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * reference.size()));

        Histories histories = new Histories(http, system);
        PhaseHistogram histogram = PhaseHistogram.of(kills, histories);
        histogram.lines().forEach(terminal::line);
        if (KILLS >= LONG_FORM) {
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
    private Set<String> withoutKills() throws IOException {
        if (KILLS < LONG_FORM) {
            return Fulfilled.planned(new GeneratedOrders(SEED, ORDERS), SEED);
        }
        DemoReport report = push("r-", ORDERS, Demo.Gate.OPEN);
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
        OrderSource source = new GeneratedOrders(SEED, orders, prefix);
        demo.seed(FirstPass.over(source, SEED, terminal));
        return demo.push(source, orders, CLIENTS, gate);
    }

    private ReturnsReport giveBack(String prefix, DemoReport report, Demo.Gate gate) throws IOException {
        OrderSource source = new GeneratedOrders(SEED, ORDERS, prefix);
        ReturnPlan plan = ReturnPlan.of(source, report.fulfilled(), SEED, RETURNED_ONE_IN);
        return returns.push(plan, CLIENTS, gate, ORDERS);
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
