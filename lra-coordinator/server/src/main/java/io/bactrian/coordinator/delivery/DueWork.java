package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.Housekeeping;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.regular.OrderlyEnd;
import io.bactrian.coordinator.regular.RegularWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    private final Ledger ledger;
    private final Housekeeping housekeeping;
    private final Settlements settlements;
    private final Clock clock;
    private final Predicate<String> isUnderWay;
    private final Setbacks setbacks = new Setbacks();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final RegularWork regular = new RegularWork(LOG, "looking for due work failed");
    private final ScheduledExecutorService timer;
    private final ScheduledExecutorService heart;

    DueWork(
            Ledger ledger,
            Housekeeping housekeeping,
            Settlements settlements,
            Clock clock,
            Predicate<String> isUnderWay,
            Workers workers) {
        this.ledger = ledger;
        this.housekeeping = housekeeping;
        this.settlements = settlements;
        this.clock = clock;
        this.isUnderWay = isUnderWay;
        this.timer = workers.timer();
        this.heart = workers.heart();
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
        regular.every(by, interval, interval, work);
    }

    /** As soon as a thread is free; asked for twice, it runs once. */
    void soon() {
        if (looking.compareAndSet(false, true)) {
            asked.incrementAndGet();
            try {
                timer.execute(() -> {
                    looking.set(false);
                    try {
                        regular.contained(this::runDueWork);
                    } finally {
                        asked.decrementAndGet();
                    }
                });
            } catch (RuntimeException | Error e) {
                asked.decrementAndGet();
                looking.set(false); // no thread for it now: the next one who asks may have one
                throw e;
            }
        }
    }

    /** Somebody has asked for a look ({@link #soon}) that has not ended yet, and may begin calls. */
    boolean isAsked() {
        return asked.get() > 0 && !timer.isShutdown();
    }

    /** One look at everything that is due now. */
    void runDueWork() {
        if (timer.isShutdown()) {
            return; // asked for before the end, and nothing more is to begin
        }
        housekeeping.cancelOrphans();
        callAndExpire();
    }

    /**
     * By how much the regular work that is the latest is late, be it that it takes long or that it has ended for ever; empty
     * when nothing is done by the clock.
     */
    Optional<Duration> lateBy() {
        return regular.lateBy();
    }

    private void callAndExpire() {
        housekeeping.expire();
        Instant now = clock.instant();
        for (String sagaId : ledger.sagasWithDueCalls(now, BATCH, setbacks.waiting(now))) {
            if (timer.isShutdown()) {
                return;
            }
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
        if (housekeeping.purge() && !timer.isShutdown()) {
            LOG.debug("purged a batch of ended sagas");
            timer.execute(() -> regular.contained(this::purge));
        }
    }

    /** What is under way has a moment to end. */
    @Override
    public void close() {
        OrderlyEnd.of(LONGEST_GOODBYE, timer, heart);
    }

    /** As a killed process does. */
    void abandon() {
        timer.shutdownNow();
        heart.shutdownNow();
    }
}
