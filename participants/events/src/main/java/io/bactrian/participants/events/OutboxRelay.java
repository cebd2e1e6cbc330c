package io.bactrian.participants.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes what is in the outbox, the oldest first: as soon as it was committed here, and, for what another process has left behind or
 * a broker has not taken, once a period. An entry is locked, sent, acknowledged and deleted in one transaction, so it
 * outlives a crash at any instant, and no second relay overtakes it; what follows waits until it is acknowledged.
 *
 * <p>In a database that only this process can have open there is no second relay, and an entry is sent between two transactions: a file
 * of H2 is written by one transaction at a time, and all of them would wait for the broker.
 */
final class OutboxRelay extends RouteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final String ROUTE = "publish-outbox";

    private final OutboxStore store;
    private final KafkaSender sender;
    private final TransactionTemplate transaction;
    private final Duration period;
    private final boolean alone;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable ExecutorService atOnce;
    private boolean inTrouble;

    OutboxRelay(
            OutboxStore store, KafkaSender sender, TransactionTemplate transaction, Duration period, boolean alone) {
        this.store = store;
        this.sender = sender;
        this.transaction = transaction;
        this.period = period;
        this.alone = alone;
    }

    @Override
    public void configure() {
        // spotless:off
        from("scheduler:outbox?delay=" + period.toMillis()).routeId(ROUTE)
            .process(exchange -> publishAll());
        // spotless:on
        atOnce = getContext().getExecutorServiceManager().newSingleThreadExecutor(this, "outbox");
    }

    /**
     * Something was committed here: it is published now, in a thread of the relay. Never fails: where that cannot be, it is found by
     * the next look.
     */
    void published() {
        ExecutorService threads = atOnce;
        if (threads == null || !told.compareAndSet(false, true)) {
            return; // whoever was told before will see this too
        }
        try {
            threads.execute(() -> {
                told.set(false);
                if (isRunning()) {
                    publishAll();
                }
            });
        } catch (RejectedExecutionException stopping) {
            told.set(false);
        }
    }

    private synchronized void publishAll() {
        try {
            while (isRunning() && publishNext()) {
                recovered();
            }
        } catch (PessimisticLockingFailureException other) {
            LOG.trace("Another instance publishes", other);
        } catch (RuntimeException e) {
            troubled(e);
        }
    }

    private boolean isRunning() {
        return getContext().isStarted()
                && getContext().getRouteController().getRouteStatus(ROUTE) == ServiceStatus.Started;
    }

    /** False: there was nothing to publish. */
    private boolean publishNext() {
        return alone ? publishNextBetweenTransactions() : publishNextInATransaction();
    }

    private boolean publishNextBetweenTransactions() {
        Optional<OutboxStore.Taken> oldest = lookAtOldest();
        oldest.ifPresent(taken -> {
            send(taken.entry());
            // this one and no other: one with a smaller number may have been committed since
            transaction.executeWithoutResult(status -> store.remove(taken.id()));
        });
        return oldest.isPresent();
    }

    private Optional<OutboxStore.Taken> lookAtOldest() {
        Optional<OutboxStore.Taken> taken = transaction.execute(status -> {
            status.setRollbackOnly();
            return store.take();
        });
        return taken == null ? Optional.empty() : taken;
    }

    private boolean publishNextInATransaction() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Optional<OutboxStore.Taken> oldest = store.take();
            oldest.ifPresent(taken -> send(taken.entry()));
            return oldest.isPresent();
        }));
    }

    private void send(OutboxEntry entry) {
        sender.send(
                entry.topic(),
                entry.recordKey().getBytes(StandardCharsets.UTF_8),
                Map.copyOf(entry.headers()),
                entry.data().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Tells it once, not at every try: the broker may be away for long. */
    private void troubled(RuntimeException e) {
        if (!inTrouble && isRunning()) {
            LOG.warn("Events wait in the outbox until they can be published: {}", e.getMessage(), e);
            inTrouble = true;
        }
    }

    private void recovered() {
        if (inTrouble) {
            LOG.info("Events are published again");
            inTrouble = false;
        }
    }
}
