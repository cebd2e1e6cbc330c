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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    /** A goodbye must not wait long: whoever stops this process may kill it. */
    private static final Duration LAST_TRY = Duration.ofSeconds(5);

    private static final int MOST_AT_ONCE = 32;
    /** A stock coordinator answers 404 for every saga for some seconds after its start. */
    private static final Duration STOCK_FORGETFULNESS = Duration.ofMinutes(1);

    private final CoordinatorClient coordinator;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Map<String, Task> pending = new ConcurrentHashMap<>();

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
        Task task = new Task(decision.verb() + saga.uid(), what, clock.millis(), () -> decide(saga, decision, what));
        if (pending.putIfAbsent(task.key, task) == null) {
            LOG.warn("The {} got no answer and is repeated in the background", what);
            later(task, FIRST_PAUSE);
        }
    }

    /** A start whose answer was lost: with the same key it yields the same saga, which nobody will ever use. */
    void cancelLost(NewSaga lost) {
        String what = "cancelling of the saga whose start got no answer (" + lost.idempotencyKey() + ")";
        Task task = new Task(lost.idempotencyKey(), what, clock.millis(), () -> {
            LraId saga = coordinator.restart(lost).id();
            decide(saga, Decision.CANCEL, what);
        });
        pending.put(task.key, task);
        later(task, FIRST_PAUSE);
    }

    /**
     * Called once when the process ends, before it says goodbye, which cancels what is undecided: tries everything once more, all at
     * once, and names what is left after five seconds.
     */
    void tryOnceMore() {
        if (pending.isEmpty()) {
            return;
        }
        ExecutorService last = Executors.newFixedThreadPool(Math.min(pending.size(), MOST_AT_ONCE), work -> {
            Thread thread = new Thread(work, "bactrian-last-try");
            thread.setDaemon(true);
            return thread;
        });
        pending.values().forEach(task -> last.execute(() -> attempt(task)));
        last.shutdown();
        try {
            last.awaitTermination(LAST_TRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        last.shutdownNow();
        pending.values().forEach(task -> LOG.error("Stopping while the {} is unanswered", task.what));
    }

    private void decide(LraId saga, Decision decision, String what) {
        String status = coordinator.decideOnce(saga, decision);
        if (status.startsWith("FailedTo")) {
            LOG.error("The {} was answered at last: {}, a step needs a person", what, status);
        } else {
            LOG.info("The {} was answered at last: {}", what, status);
        }
    }

    private void later(Task task, Duration pause) {
        try {
            scheduler.schedule(() -> run(task, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("Stopping while the {} is unanswered", task.what);
        }
    }

    private void run(Task task, Duration pause) {
        if (pending.containsKey(task.key) && !attempt(task)) {
            Duration longer = pause.multipliedBy(2);
            later(task, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
        }
    }

    /** False when it is worth another try. */
    private boolean attempt(Task task) {
        try {
            task.attempt.run();
        } catch (CoordinatorException e) {
            if (e.passing() || mayBeForgetful(e, task)) {
                return false;
            }
            LOG.warn("The {} was refused at last: {}", task.what, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The {} cannot be repeated", task.what, e);
        }
        pending.remove(task.key);
        return true;
    }

    private boolean mayBeForgetful(CoordinatorException e, Task task) {
        return coordinator.engine() == Engine.STOCK
                && e instanceof CoordinatorRefusedException refused
                && refused.status() == 404
                && clock.millis() - task.since < STOCK_FORGETFULNESS.toMillis();
    }

    private record Task(String key, String what, long since, Runnable attempt) {}
}
