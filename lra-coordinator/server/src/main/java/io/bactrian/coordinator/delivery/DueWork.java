package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.Housekeeping;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.CannotCreateTransactionException;

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
    private final Setbacks setbacks = new Setbacks();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(3, work -> Delivery.daemon(work, "bactrian-due-work"));

    /** Of its own: behind long work, a heartbeat would be late, and this node be taken for dead. */
    private final ScheduledExecutorService heart =
            Executors.newSingleThreadScheduledExecutor(work -> Delivery.daemon(work, "bactrian-node-heartbeat"));

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
        housekeeping.expectRegularHeartbeat();
        every(heart, Duration.ofSeconds(2), housekeeping::heartbeat);
        every(timer, interval, this::callAndExpire);
        every(timer, Duration.ofSeconds(1), housekeeping::cancelOrphans);
        every(timer, Duration.ofSeconds(2), housekeeping::takeOver);
        every(timer, Duration.ofSeconds(2), () -> housekeeping.releaseForgotten(isUnderWay));
        every(timer, Duration.ofMinutes(10), this::purge);
    }

    private void every(ScheduledExecutorService by, Duration interval, Runnable work) {
        Loop loop = new Loop(work, interval);
        loops.add(loop);
        by.scheduleWithFixedDelay(loop, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Work that comes again and again, whatever becomes of it. */
    private static final class Loop implements Runnable {

        private final Runnable work;
        private final Duration interval;
        private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

        Loop(Runnable work, Duration interval) {
            this.work = work;
            this.interval = interval;
        }

        /** One that fails has been at work too: the loop lives, and the ledger's health is another matter. */
        @Override
        public void run() {
            try {
                contained(work);
            } finally {
                lastNanos.set(System.nanoTime());
            }
        }

        Duration lateBy() {
            Duration late =
                    Duration.ofNanos(System.nanoTime() - lastNanos.get()).minus(interval);
            return late.isNegative() ? Duration.ZERO : late;
        }
    }

    private static void contained(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // whatever it was: the next one must come
            LOG.warn("looking for due work failed; it is tried again at the next interval", e);
        }
    }

    /** As soon as a thread is free; asked for twice, it runs once. */
    void soon() {
        if (looking.compareAndSet(false, true)) {
            try {
                timer.execute(() -> {
                    looking.set(false);
                    contained(this::runDueWork);
                });
            } catch (RuntimeException | Error e) {
                looking.set(false); // no thread for it now: the next one who asks may have one
                throw e;
            }
        }
    }

    /** One look at everything that is due now. */
    void runDueWork() {
        housekeeping.cancelOrphans();
        callAndExpire();
    }

    /**
     * By how much the regular work that is the latest is late, be it that it takes long or that it has ended for ever; empty
     * when nothing is done by the clock.
     */
    Optional<Duration> lateBy() {
        return loops.stream().map(Loop::lateBy).max(Comparator.naturalOrder());
    }

    private void callAndExpire() {
        housekeeping.expire();
        Instant now = clock.instant();
        for (String sagaId : ledger.sagasWithDueCalls(now, BATCH, setbacks.waiting(now))) {
            claimDue(sagaId);
        }
        housekeeping.tellWhoWaits();
    }

    private void claimDue(String sagaId) {
        try {
            settlements.claimDue(sagaId);
            setbacks.forget(sagaId);
        } catch (CannotCreateTransactionException e) {
            throw e; // the ledger is away for all of them: the next look tries again
        } catch (RuntimeException | Error e) {
            setbacks.note(sagaId, clock.instant());
            LOG.warn("the due calls of saga {} could not be made now; it is tried again", sagaId, e);
        }
    }

    /** A batch, and the next one behind whatever else is to be done. */
    private void purge() {
        if (housekeeping.purge()) {
            LOG.debug("purged a batch of ended sagas");
            timer.execute(() -> contained(this::purge));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        heart.shutdownNow();
    }
}
