package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.Decision;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.NewSaga;
import io.bactrian.starter.protocol.LraId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions the coordinator did not answer in time, repeated until it does; the exchange that wanted them is long gone. What is
 * still here when the process ends is lost: the coordinator then cancels the saga because its instance is gone, or, a stock one,
 * when its time limit passes.
 */
final class LateDecisions {

    private static final Logger LOG = LoggerFactory.getLogger(LateDecisions.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    /** A stock coordinator answers 404 for every saga for some seconds after its start. */
    private static final Duration STOCK_FORGETFULNESS = Duration.ofMinutes(1);

    private final CoordinatorClient coordinator;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Map<String, String> pending = new ConcurrentHashMap<>();

    LateDecisions(CoordinatorClient coordinator, ScheduledExecutorService scheduler, Clock clock) {
        this.coordinator = coordinator;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** How many wait for an answer. */
    int pending() {
        return pending.size();
    }

    void repeat(LraId saga, Decision decision) {
        String what = decision.verb() + " of saga " + saga;
        if (pending.putIfAbsent(decision.verb() + saga.uid(), what) == null) {
            LOG.warn("The {} got no answer and is repeated in the background", what);
            later(
                    new Task(decision.verb() + saga.uid(), what, clock.millis(), () -> decide(saga, decision, what)),
                    FIRST_PAUSE);
        }
    }

    /** A start whose answer was lost: with the same key it yields the same saga, which nobody will ever use. */
    void cancelLost(NewSaga lost) {
        String what = "cancelling of the saga whose start got no answer (" + lost.idempotencyKey() + ")";
        pending.put(lost.idempotencyKey(), what);
        later(
                new Task(lost.idempotencyKey(), what, clock.millis(), () -> {
                    LraId saga = coordinator.restart(lost).id();
                    decide(saga, Decision.CANCEL, what);
                }),
                FIRST_PAUSE);
    }

    /** Called once when the process ends. */
    void nameWhatIsLeft() {
        pending.values().forEach(what -> LOG.error("Stopping while the {} is unanswered", what));
    }

    private void decide(LraId saga, Decision decision, String what) {
        String status = coordinator.decideOnce(saga, decision);
        LOG.info("The {} was answered at last: {}", what, status);
    }

    private void later(Task task, Duration pause) {
        try {
            scheduler.schedule(() -> run(task, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("Stopping while the {} is unanswered", task.what);
        }
    }

    private void run(Task task, Duration pause) {
        try {
            task.attempt.run();
            pending.remove(task.key);
        } catch (CoordinatorException e) {
            if (e.passing() || mayBeForgetful(e, task)) {
                Duration longer = pause.multipliedBy(2);
                later(task, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
            } else {
                pending.remove(task.key);
                LOG.warn("The {} was refused at last: {}", task.what, e.getMessage());
            }
        } catch (RuntimeException e) {
            pending.remove(task.key);
            LOG.error("The {} cannot be repeated", task.what, e);
        }
    }

    private boolean mayBeForgetful(CoordinatorException e, Task task) {
        return coordinator.engine() == Engine.STOCK
                && e instanceof CoordinatorRefusedException refused
                && refused.status() == 404
                && clock.millis() - task.since < STOCK_FORGETFULNESS.toMillis();
    }

    private record Task(String key, String what, long since, Runnable attempt) {}
}
