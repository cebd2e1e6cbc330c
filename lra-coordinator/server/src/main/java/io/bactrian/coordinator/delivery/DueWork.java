package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.Housekeeping;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is due: deadlines, retries, orphans, dead nodes, old sagas. Everything it finds is found in the
 * ledger, so a node that starts after a crash goes on where the last one stopped. Tests call {@link #runDueWork}
 * by hand instead of {@link #start}.
 */
final class DueWork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DueWork.class);
    private static final int BATCH = 500;

    private final Ledger ledger;
    private final Housekeeping housekeeping;
    private final Settlements settlements;
    private final Clock clock;
    private final Predicate<String> isUnderWay;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicReference<@Nullable Long> lastLookNanos = new AtomicReference<>();
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(2, work -> Delivery.daemon(work, "bactrian-due-work"));

    DueWork(
            Ledger ledger,
            Housekeeping housekeeping,
            Settlements settlements,
            Clock clock,
            Predicate<String> isUnderWay) {
        this.ledger = ledger;
        this.housekeeping = housekeeping;
        this.settlements = settlements;
        this.clock = clock;
        this.isUnderWay = isUnderWay;
    }

    void start(Duration interval) {
        lastLookNanos.set(System.nanoTime());
        housekeeping.expectRegularHeartbeat();
        every(interval, this::look);
        every(Duration.ofSeconds(1), housekeeping::cancelOrphans);
        every(Duration.ofSeconds(2), housekeeping::heartbeat);
        every(Duration.ofSeconds(2), housekeeping::takeOver);
        every(Duration.ofSeconds(2), () -> housekeeping.releaseForgotten(isUnderWay));
        every(Duration.ofMinutes(10), this::purge);
    }

    private void every(Duration interval, Runnable work) {
        timer.scheduleWithFixedDelay(
                () -> contained(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void contained(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("looking for due work failed; it is tried again at the next interval", e);
        }
    }

    /** As soon as a thread is free; asked for twice, it runs once. */
    void soon() {
        if (looking.compareAndSet(false, true)) {
            timer.execute(() -> {
                looking.set(false);
                contained(this::runDueWork);
            });
        }
    }

    /** One look at everything that is due now. */
    void runDueWork() {
        housekeeping.cancelOrphans();
        callAndExpire();
    }

    /** A look that fails is a look too: the loop lives, and the ledger's health is another matter. */
    private void look() {
        try {
            callAndExpire();
        } finally {
            lastLookNanos.set(System.nanoTime());
        }
    }

    /** Since the last look by the clock ended, or the clock was started; empty when it was not. */
    Optional<Duration> sinceLastLook() {
        Long nanos = lastLookNanos.get();
        return nanos == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - nanos));
    }

    private void callAndExpire() {
        housekeeping.expire();
        for (String sagaId : ledger.sagasWithDueCalls(clock.instant(), BATCH)) {
            contained(() -> settlements.claimDue(sagaId));
        }
        housekeeping.tellWhoWaits();
    }

    private void purge() {
        while (housekeeping.purge()) {
            LOG.debug("purged a batch of ended sagas");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
