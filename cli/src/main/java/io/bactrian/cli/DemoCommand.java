package io.bactrian.cli;

import io.bactrian.cli.books.Violation;
import io.bactrian.cli.chaos.ChaosMonkey;
import io.bactrian.cli.chaos.ChaosPlan;
import io.bactrian.cli.demo.Demo;
import io.bactrian.cli.demo.DemoReport;
import io.bactrian.cli.demo.FirstPass;
import io.bactrian.cli.demo.Returns;
import io.bactrian.cli.demo.ReturnsReport;
import io.bactrian.cli.orders.GeneratedOrders;
import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.orders.ReturnPlan;
import io.bactrian.cli.orders.Supplies;
import io.bactrian.cli.system.CommandLock;
import io.bactrian.cli.system.Folders;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Sample;
import io.bactrian.cli.system.Startup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bactrian demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Pushes orders and returns through the system, each a saga, and audits the books."
                        + " Starts a fresh system and stops it afterwards, unless one is up: then that one is used and left up.")
final class DemoCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PATIENCE_IN_CHAOS = Duration.ofMinutes(4);
    private static final Duration SETTLING = Duration.ofMinutes(2);
    private static final Duration SETTLING_IN_CHAOS = Duration.ofMinutes(3);

    /** Of so many fulfilled orders one comes back. */
    private static final int RETURNED_ONE_IN = 6;

    private final Session session;

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Mixin
    private final ShippingOption shipping = new ShippingOption();

    @Option(
            names = "--orders",
            paramLabel = "FILE",
            description = "Your own orders: JSON Lines, or CSV with the header"
                    + " order_id,customer_id,sku,quantity,unit_price (default: generated ones).")
    private @Nullable Path orders;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Decides which orders are generated and which cannot be fulfilled (default: 1).")
    private long seed;

    @Option(names = "--count", defaultValue = "200", description = "How many orders to generate (default: 200).")
    private int count;

    @Option(names = "--concurrency", defaultValue = "16", description = "How many clients order (default: 16).")
    private int concurrency;

    @Option(names = "--chaos", description = "Kill parts with -9 while orders are on their way.")
    private boolean chaos;

    @Option(names = "--kills", defaultValue = "6", description = "How many kills with --chaos (default: 6).")
    private int kills;

    @Option(names = "--keep", description = "Leave the system up.")
    private boolean keep;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 0 || concurrency < 1 || kills < 1) {
            throw new IllegalArgumentException("--count must be 0 or more, was " + count
                    + "; --concurrency and --kills must be 1 or more, were " + concurrency + " and " + kills);
        }
        OrderSource source = source();
        Supplies supplies = FirstPass.over(source, seed, session.terminal());
        if (orders != null && supplies.orders() == 0) {
            throw new IOException("There is no order in " + orders + " that could be sent");
        }
        // also on a system that stays up: the audit of each of two demos would count the other's orders
        try (CommandLock own = session.ownership()) {
            Optional<LocalSystem> up = session.running().map(place::fitting).map(shipping::fitting);
            return up.isPresent() ? run(up.get(), source, supplies) : runOnce(fresh(), source, supplies);
        }
    }

    /** Takes the system down afterwards, unless it is to be kept. */
    private int runOnce(LocalSystem system, OrderSource source, Supplies supplies) throws IOException {
        Thread cleanUp = new Thread(system::abandon, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        boolean left = false;
        try {
            int result = run(system, source, supplies);
            left = keep;
            return result;
        } finally {
            if (!left) {
                system.down();
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private OrderSource source() throws IOException {
        if (orders == null) {
            return new GeneratedOrders(seed, count);
        }
        if (!Files.isRegularFile(orders) || !Files.isReadable(orders)) {
            throw new IOException("--orders must be a regular file that can be read, was " + orders
                    + ": orders are read more than once, so write what comes from a pipe into a file first");
        }
        return OrderSource.of(orders);
    }

    private LocalSystem fresh() {
        Sample sample = shipping.sample(place.engine());
        Path data = session.installation().demoData();
        Folders.delete(data);
        return LocalSystem.planned(session.installation(), session.http(), sample, place.engine(), place.ports(), data);
    }

    private int run(LocalSystem system, OrderSource source, Supplies supplies) throws IOException {
        Startup startup = new Startup(session.installation(), system, session.terminal(), session.clock());
        startup.all();
        Demo demo = new Demo(system, session.http(), session.terminal(), session.clock());
        demo.seed(supplies);
        int total = supplies.orders();
        Returns returns = new Returns(system, session.http(), session.terminal(), session.clock());
        Pushed pushed = chaos
                ? pushInChaos(demo, returns, system, startup, source, total)
                : push(demo, returns, source, total, new Demo.Limits(concurrency, PATIENCE), Demo.Gate.OPEN);
        demo.settle(pushed.orders(), chaos ? SETTLING_IN_CHAOS : SETTLING);
        returns.settle(pushed.returns());
        List<Violation> violations = demo.conclude(pushed.orders(), pushed.returns());
        if (keep) {
            session.terminal()
                    .line("  console    " + system.ports().url(Part.COORDINATOR)
                            + "/        stop with ./bactrian down");
        }
        return violations.isEmpty() && pushed.accountedFor() ? 0 : 1;
    }

    private record Pushed(DemoReport orders, ReturnsReport returns) {

        boolean accountedFor() {
            return orders.accountedFor() && returns.accountedFor();
        }
    }

    private Pushed push(Demo demo, Returns returns, OrderSource source, int total, Demo.Limits limits, Demo.Gate gate)
            throws IOException {
        DemoReport orders = demo.push(source, total, limits, gate);
        ReturnPlan plan = ReturnPlan.of(source, orders.fulfilled(), seed, RETURNED_ONE_IN);
        return new Pushed(orders, plan.size() == 0 ? ReturnsReport.NONE : returns.push(plan, limits, gate, total));
    }

    private Pushed pushInChaos(
            Demo demo, Returns returns, LocalSystem system, Startup startup, OrderSource source, int total)
            throws IOException {
        ChaosPlan plan = new ChaosPlan(seed, kills, total + ReturnPlan.atLeast(total, RETURNED_ONE_IN), system.parts());
        try (ChaosMonkey monkey = new ChaosMonkey(plan, system, startup, session.terminal(), session.clock())) {
            Demo.Limits limits = new Demo.Limits(concurrency, PATIENCE_IN_CHAOS);
            return push(demo, returns, source, total, limits, monkey);
        }
    }
}
