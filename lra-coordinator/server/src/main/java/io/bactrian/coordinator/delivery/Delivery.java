package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.engine.NestedSagas;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.engine.Wakeup;
import io.bactrian.coordinator.saga.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Makes claimed calls and settles them. No thread waits for a participant; settling, which is work on the database,
 * has a few threads of its own.
 */
final class Delivery implements Wakeup {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final String UNRECORDABLE = "its answer could not be recorded in its own words";
    private static final long SETTLE_AGAIN_MILLIS = 500;

    private final Settlements settlements;
    private final NestedSagas nestedSagas;
    private final Transport transport;
    private final Runnable lookForDueWork;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService settlers;

    Delivery(
            Settlements settlements,
            NestedSagas nestedSagas,
            Transport transport,
            Runnable lookForDueWork,
            ScheduledExecutorService settlers) {
        this.settlements = settlements;
        this.nestedSagas = nestedSagas;
        this.transport = transport;
        this.lookForDueWork = lookForDueWork;
        this.settlers = settlers;
    }

    @Override
    public void make(List<DueCall> calls) {
        for (DueCall call : calls) {
            underWay.merge(call.sagaId(), 1, Integer::sum);
            tokens.add(call.token());
            long begun = System.nanoTime();
            answer(call)
                    .handleAsync(
                            (answer, fault) -> {
                                settle(call, orSilence(call, answer, fault), begun);
                                return call;
                            },
                            settlers)
                    .exceptionally(noThread -> {
                        giveUp(call, noThread);
                        return call;
                    });
        }
    }

    private CompletableFuture<Answer> answer(DueCall call) {
        try {
            String childId = call.childId();
            return childId == null
                    ? transport.call(call)
                    : CompletableFuture.supplyAsync(() -> nestedSagas.call(call.kind(), childId), settlers);
        } catch (RuntimeException | Error e) { // it is claimed: whatever it was, it must be settled
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Answer orSilence(DueCall call, @Nullable Answer answer, @Nullable Throwable fault) {
        if (answer != null) {
            return answer;
        }
        // a nested saga is asked in here: that the ledger cannot be used says nothing of it, and spends no attempt
        return call.childId() != null && isTroubleOfTheLedger(fault)
                ? new Answer.Undelivered("the ledger could not be used")
                : new Answer.TryAgain("the call failed inside the coordinator: " + fault);
    }

    private static boolean isTroubleOfTheLedger(@Nullable Throwable fault) {
        Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
        return cause instanceof DataAccessException || cause instanceof TransactionException;
    }

    private void settle(DueCall call, Answer answer, long begun) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        try {
            settlements.settle(call, answer, took);
        } catch (RuntimeException | Error e) {
            settleAgain(call, answer, begun, e);
            return;
        }
        isOver(call);
    }

    /** The answer is known and must not be lost: it is kept until the ledger takes it, what it means rather than its words. */
    private void settleAgain(DueCall call, Answer answer, long begun, Throwable fault) {
        Answer kept = fault instanceof DataIntegrityViolationException ? withoutItsWords(answer) : answer;
        try {
            LOG.warn(
                    "cannot record the answer of participant {} of saga {}, trying again",
                    call.participantId(),
                    call.sagaId(),
                    fault);
            settlers.schedule(() -> settle(call, kept, begun), SETTLE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            giveUp(call, e);
        }
    }

    /** Nobody is left to record what it came to: its claim is found forgotten, and the call is made again. */
    private void giveUp(DueCall call, Throwable fault) {
        isOver(call);
        if (!settlers.isShutdown()) {
            LOG.warn("the call of participant {} of saga {} is given up", call.participantId(), call.sagaId(), fault);
        }
    }

    private void isOver(DueCall call) {
        tokens.remove(call.token());
        underWay.computeIfPresent(call.sagaId(), (id, count) -> count == 1 ? null : count - 1);
        synchronized (underWay) {
            underWay.notifyAll();
        }
    }

    private static Answer withoutItsWords(Answer answer) {
        if (answer instanceof Answer.TryAgain) {
            return new Answer.TryAgain(UNRECORDABLE);
        }
        if (answer instanceof Answer.FailedForGood) {
            return new Answer.FailedForGood(UNRECORDABLE);
        }
        if (answer instanceof Answer.Repeat repeat) {
            return new Answer.Repeat(UNRECORDABLE, repeat.failed());
        }
        return answer instanceof Answer.Undelivered ? new Answer.Undelivered(UNRECORDABLE) : answer;
    }

    @Override
    public void lookForDueWork() {
        lookForDueWork.run();
    }

    /** Waits until no call of these sagas is under way, or the time is over. */
    void awaitQuiet(List<String> sagaIds, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (underWay) {
            while (sagaIds.stream().anyMatch(underWay::containsKey)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                underWay.wait(left);
            }
        }
    }

    /** This call is being made or settled. */
    boolean isUnderWay(String token) {
        return tokens.contains(token);
    }

    /** Calls that are being made or settled at this moment. */
    int callsUnderWay() {
        return underWay.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The sagas that have a call under way. */
    List<String> sagasUnderWay() {
        return List.copyOf(underWay.keySet());
    }

    void stop() {
        settlers.shutdown();
    }
}
