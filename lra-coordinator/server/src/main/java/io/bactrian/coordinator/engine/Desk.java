package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every use case works with: the ledger, transactions, the clock, and what follows a commit. */
public final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final SagaListener NOBODY = new SagaListener() {};

    private final Ledger ledger;
    private final Transactions transactions;
    private final Clock clock;
    private final EngineSettings settings;
    private final String node;
    private final SagaEnds ends = new SagaEnds();
    private final AtomicReference<@Nullable Wakeup> wakeup = new AtomicReference<>();
    private final AtomicReference<SagaListener> listener = new AtomicReference<>(NOBODY);
    private volatile Hearing hearing = Hearing.PERFECT;

    /**
     * @param node this process's incarnation, different at every start
     */
    public Desk(Ledger ledger, Transactions transactions, Clock clock, EngineSettings settings, String node) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
        this.node = node;
    }

    /** Whoever makes the calls; until it is there, calls wait in the ledger as claimed by nobody. */
    public void deliverTo(Wakeup delivery) {
        wakeup.set(delivery);
    }

    /** Whoever wants to hear what was committed; one at most. */
    public void tellTo(SagaListener newListener) {
        listener.set(newListener);
    }

    /** Who knows whether answers that come as messages can be heard; until then they always can. */
    public void hearBy(Hearing newHearing) {
        hearing = newHearing;
    }

    Hearing hearing() {
        return hearing;
    }

    /** Runs {@code work} in one transaction and, after its commit, what it asked for. */
    <T> T inTransaction(Function<Effects, T> work) {
        Committed<T> committed = transactions.run(() -> {
            Effects effects = new Effects();
            return new Committed<>(work.apply(effects), effects);
        });
        Wakeup delivery = wakeup.get();
        if (delivery != null) {
            committed.effects().carryOut(delivery, ends);
        }
        committed.effects().news().forEach(this::tell);
        return committed.result();
    }

    /** Tells the listener; whatever it does with it, nothing comes back from it. */
    private void tell(Consumer<SagaListener> news) {
        try {
            news.accept(listener.get());
        } catch (RuntimeException | Error e) {
            LOG.warn("a listener failed; the saga goes on", e);
        }
    }

    private record Committed<T>(T result, Effects effects) {}

    Ledger ledger() {
        return ledger;
    }

    /** Cut to microseconds, which is what the ledger keeps. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    EngineSettings settings() {
        return settings;
    }

    String node() {
        return node;
    }

    boolean hasDelivery() {
        return wakeup.get() != null;
    }

    /** For requests that wait for the end of a saga. */
    public SagaEnds ends() {
        return ends;
    }
}
