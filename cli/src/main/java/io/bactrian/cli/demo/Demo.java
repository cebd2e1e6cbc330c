package io.bactrian.cli.demo;

import io.bactrian.cli.books.InputOrder;
import io.bactrian.cli.books.InputOrder.Told;
import io.bactrian.cli.books.InputRecord;
import io.bactrian.cli.books.Violation;
import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.orders.Order;
import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.orders.Supplies;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pushes orders through a running system, says what became of them and audits the books. */
public final class Demo {

    /** Hears of every order before it is sent, may hold it back, and hears of its end. */
    public interface Gate {
        /**
         * Returns when the order may be sent.
         *
         * @param index 0 for the first order
         */
        void await(int index) throws InterruptedException;

        /**
         * Hears that one more order has its outcome.
         *
         * @param orders how many have theirs now
         */
        default void finished(int orders) {}

        /** Everything at once. */
        Gate OPEN = index -> {};
    }

    /**
     * How hard the clients try.
     *
     * @param patience how long a client repeats one order
     */
    public record Limits(int concurrency, Duration patience) {}

    private static final long POLL_MILLIS = 200;

    private final LocalSystem system;
    private final Http http;
    private final Terminal terminal;
    private final Clock clock;
    private final Sagas sagas;
    private final StillUp stillUp;

    public Demo(LocalSystem system, Http http, Terminal terminal, Clock clock) {
        this.system = system;
        this.http = http;
        this.terminal = terminal;
        this.clock = clock;
        this.sagas = new Sagas(http, system.engine(), system.ports());
        this.stillUp = new StillUp(system);
    }

    /** Puts in what the orders need. */
    public void seed(Supplies supplies) throws IOException {
        new Seeder(http, system.ports()).seed(supplies);
    }

    /**
     * Sends every order until each has an outcome or its client's patience ended.
     *
     * @param total how many orders there were at the {@linkplain FirstPass first pass}
     * @throws IllegalStateException when no part of the system runs any more
     */
    public DemoReport push(OrderSource source, int total, Limits limits, Gate gate) throws IOException {
        Tally tally = new Tally();
        OrderClient client =
                new OrderClient(http, system.ports().url(Part.ROUTES), limits.patience(), clock, stillUp::check);
        ProgressBar bar = new ProgressBar(terminal, clock, "orders", total);
        ExecutorService clients = Executors.newFixedThreadPool(limits.concurrency());
        Semaphore free = new Semaphore(limits.concurrency());
        AtomicInteger index = new AtomicInteger();
        try (InputRecord record = InputRecord.open(system.data())) {
            source.forEach(
                    order -> {
                        if (stillUp.gone()) {
                            return;
                        }
                        await(gate, index.getAndIncrement(), free);
                        clients.execute(() -> {
                            try {
                                write(record, order, null);
                                Outcome outcome = client.place(order);
                                tally.add(order.orderId(), outcome);
                                write(record, order, told(outcome));
                                bar.at(tally.size());
                                gate.finished(tally.size());
                            } finally {
                                free.release();
                            }
                        });
                    },
                    fault -> {});
            clients.shutdown();
            while (!clients.awaitTermination(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                bar.at(tally.size());
            }
            stillUp.orFail();
            Duration elapsed = bar.elapsed();
            bar.end(tally.size());
            return new DemoReport(total, index.get(), tally, elapsed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while orders were on their way", e);
        } finally {
            clients.shutdownNow();
        }
    }

    private static void await(Gate gate, int index, Semaphore free) {
        try {
            gate.await(index);
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before order " + index, e);
        }
    }

    private static @Nullable Told told(Outcome outcome) {
        return switch (outcome.kind()) {
            case FULFILLED -> Told.FULFILLED;
            case COMPENSATED -> Told.COMPENSATED;
            case REFUSED -> Told.REFUSED;
            case OPEN -> null;
        };
    }

    private static void write(InputRecord record, Order order, @Nullable Told told) {
        try {
            record.write(
                    new InputOrder(order.orderId(), order.customerId(), order.totalMinor(), order.quantities(), told));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write down order " + order.orderId(), e);
        }
    }

    /**
     * Waits for the sagas to end and asks again for the orders that had no answer.
     *
     * @param limit how long the sagas may take
     */
    public void settle(DemoReport report, Duration limit) {
        Instant end = clock.instant().plus(limit);
        while (!(settled() && followedUp())
                && stillUp.check()
                && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while the sagas were ending", e);
            }
        }
        OrderClient client =
                new OrderClient(http, system.ports().url(Part.ROUTES), Duration.ZERO, clock, stillUp::check);
        report.reconsider(Kind.OPEN, client::lookUp);
    }

    private boolean settled() {
        try {
            return sagas.live() == 0;
        } catch (IOException e) {
            terminal.live("  waiting    for the coordinator: " + e.getMessage());
            return false;
        }
    }

    private boolean followedUp() {
        try {
            return SystemAudit.followedUp(system, http);
        } catch (IOException e) {
            terminal.live("  waiting    for " + Part.FOLLOW_UPS.label() + ": " + e.getMessage());
            return false;
        }
    }

    /** Prints the table, one compensated order and the audit. */
    public List<Violation> conclude(DemoReport report, ReturnsReport returns) throws IOException {
        OptionalInt parked = sagas.parked();
        report.lines(parked.isPresent() ? String.valueOf(parked.getAsInt()) : "unknown")
                .forEach(terminal::line);
        if (returns.sent() > 0) {
            terminal.line(returns.line());
        }
        SystemAudit audit = SystemAudit.of(system, http);
        audit.lines().forEach(terminal::line);
        new CompensationTimeline(sagas, system.engine()).of(audit.books()).ifPresent(terminal::line);
        return audit.violations();
    }
}
