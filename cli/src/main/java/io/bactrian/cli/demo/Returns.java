package io.bactrian.cli.demo;

import io.bactrian.cli.books.InputReturn;
import io.bactrian.cli.books.InputReturn.Told;
import io.bactrian.cli.books.ReturnRecord;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.orders.CustomerReturn;
import io.bactrian.cli.orders.ReturnPlan;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends returns of fulfilled orders through a running system. */
public final class Returns {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 200;

    private final LocalSystem system;
    private final Http http;
    private final Terminal terminal;
    private final Clock clock;
    private final StillUp stillUp;

    public Returns(LocalSystem system, Http http, Terminal terminal, Clock clock) {
        this.system = system;
        this.http = http;
        this.terminal = terminal;
        this.clock = clock;
        this.stillUp = new StillUp(system);
    }

    /**
     * Asks for every return until each has an outcome or its client's patience ended.
     *
     * @param before how many orders the gate has let through already
     */
    public ReturnsReport push(ReturnPlan plan, Demo.Limits limits, Demo.Gate gate, int before) throws IOException {
        tellInventory(plan.damaged(), limits.patience());
        Tally tally = new Tally();
        ReturnClient client = client(limits.patience());
        ProgressBar bar = new ProgressBar(terminal, clock, "returns", plan.size());
        ExecutorService clients = Executors.newFixedThreadPool(limits.concurrency());
        try (ReturnRecord record = ReturnRecord.open(system.data())) {
            int index = before;
            for (List<CustomerReturn> ofOrder : plan.byOrder()) {
                if (stillUp.gone()) {
                    break;
                }
                gate.await(index);
                index += ofOrder.size();
                clients.execute(() -> ofOrder.forEach(wanted -> {
                    write(record, wanted, null);
                    Outcome outcome = client.ask(wanted);
                    tally.add(wanted.returnId(), outcome);
                    write(record, wanted, told(outcome));
                    bar.at(tally.size());
                    gate.finished(before + tally.size());
                }));
            }
            clients.shutdown();
            while (!clients.awaitTermination(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                bar.at(tally.size());
            }
            stillUp.orFail();
            bar.end(tally.size());
            return new ReturnsReport(plan.size(), tally);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while returns were on their way", e);
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks again for the returns that had no answer. */
    public void settle(ReturnsReport report) {
        report.reconsider(client(Duration.ZERO)::lookUp);
    }

    private ReturnClient client(Duration patience) {
        return new ReturnClient(http, system.ports().url(Part.ROUTES), patience, clock, stillUp::check);
    }

    /** Which goods will be found damaged. Inventory may have been killed a moment ago, and is asked until it is back. */
    private void tellInventory(List<String> damaged, Duration patience) throws IOException {
        Instant end = clock.instant().plus(patience);
        while (true) {
            String answer;
            try {
                String url = system.ports().url(Part.INVENTORY) + "/inspections";
                Reply reply = http.put(url, Map.of("damagedReturns", damaged), LIMIT);
                if (reply.ok()) {
                    return;
                }
                answer = "answered " + reply.status() + " " + reply.body();
            } catch (IOException e) {
                answer = "gave no answer: " + e.getMessage();
            }
            if (clock.instant().isAfter(end) || !stillUp.check()) {
                throw new IOException("inventory must accept PUT /inspections, " + answer);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before returns were sent", e);
        }
    }

    private static @Nullable Told told(Outcome outcome) {
        return switch (outcome.kind()) {
            case FULFILLED -> Told.RETURNED;
            case COMPENSATED -> Told.UNDONE;
            case REFUSED -> Told.REFUSED;
            case OPEN -> null;
        };
    }

    private static void write(ReturnRecord record, CustomerReturn wanted, @Nullable Told told) {
        try {
            record.write(new InputReturn(
                    wanted.returnId(), wanted.orderId(), wanted.quantities(), wanted.amountMinor(), told));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write down return " + wanted.returnId(), e);
        }
    }
}
