package io.bactrian.coordinator.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction at a time, which takes along the work of all who wait for their turn: they share one commit, which is what costs in
 * a file of H2 (each writes all pages that it changed). Whoever finds nobody writing writes, and hands over to who has waited longest.
 *
 * <p>Work that fails takes nobody else with it: what was to be written together is undone then, and done one by one.
 */
final class SoleWriter {

    private static final int MOST_TOGETHER = 64;

    private final TransactionTemplate template;
    private final Duration longestWait;
    private final Lock guard = new ReentrantLock();
    private final Deque<Turn<?>> waiting = new ArrayDeque<>();
    private int writing;

    /**
     * @param longestWait for a turn, and then once more for who writes in one's place: a disk that stands still must not take all
     *     threads with it, one after another
     */
    SoleWriter(TransactionTemplate template, Duration longestWait) {
        this.template = template;
        this.longestWait = longestWait;
    }

    /**
     * Runs {@code work} in a transaction, on this thread or another; when this returns, it is committed.
     *
     * @throws CannotCreateTransactionException when its turn does not come; it was not run then
     * @throws TransactionSystemException when it is being written and that does not end; it may be kept
     */
    <T> @Nullable T write(Supplier<T> work) {
        Turn<T> turn = new Turn<>(work, guard.newCondition());
        if (comesToWrite(turn)) {
            try {
                write(turn);
            } finally {
                handOver();
            }
        }
        return turn.outcome();
    }

    /** True when this thread is to write; false when another one has written for it. */
    private boolean comesToWrite(Turn<?> turn) {
        guard.lock();
        try {
            if (writing == 0) {
                writing = 1;
                turn.stage = Stage.WRITES;
                return true;
            }
            waiting.add(turn);
            if (!awaitTurn(turn)) {
                awaitOther(turn);
            }
            return turn.stage == Stage.WRITES;
        } finally {
            guard.unlock();
        }
    }

    /** True when its turn has come, false when another thread has begun to write it. */
    private boolean awaitTurn(Turn<?> turn) {
        long left = longestWait.toNanos();
        try {
            while (turn.stage == Stage.WAITS) {
                if (left <= 0) {
                    waiting.remove(turn);
                    throw new CannotCreateTransactionException(
                            "other transactions have been writing into the ledger's file for " + longestWait.toSeconds()
                                    + " s");
                }
                left = turn.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (turn.stage == Stage.WAITS || turn.stage == Stage.WRITES) {
                waiting.remove(turn);
                if (turn.stage == Stage.WRITES) {
                    callNext();
                }
                throw new CannotCreateTransactionException("interrupted while another transaction writes", e);
            }
        }
        return turn.stage == Stage.WRITES;
    }

    private void awaitOther(Turn<?> turn) {
        long end = System.nanoTime() + longestWait.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (turn.stage == Stage.TAKEN) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new TransactionSystemException("the ledger's file has not taken a transaction for "
                            + longestWait.toSeconds() + " s; whether it will is not known");
                }
                try {
                    turn.changed.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true; // what becomes of it is what the caller has to know
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Turn<?> own) {
        List<Turn<?>> turns = take(own);
        if (turns.size() == 1 || !isWrittenTogether(turns)) {
            turns.forEach(this::writeAlone);
        }
        guard.lock();
        try {
            turns.forEach(Turn::isOver);
        } finally {
            guard.unlock();
        }
    }

    private List<Turn<?>> take(Turn<?> own) {
        List<Turn<?>> turns = new ArrayList<>();
        turns.add(own);
        guard.lock();
        try {
            while (turns.size() < MOST_TOGETHER && !waiting.isEmpty()) {
                Turn<?> other = waiting.remove();
                other.stage = Stage.TAKEN;
                turns.add(other);
            }
            writing = turns.size();
        } finally {
            guard.unlock();
        }
        return turns;
    }

    /** False when some work failed, and so nothing is written. */
    private boolean isWrittenTogether(List<Turn<?>> turns) {
        try {
            return Boolean.TRUE.equals(template.execute(status -> {
                boolean whole = turns.stream().allMatch(Turn::isDone);
                if (!whole) {
                    status.setRollbackOnly();
                }
                return whole;
            }));
        } catch (RuntimeException | Error e) { // it could not be begun, or not be committed: so it is for all of them
            turns.forEach(turn -> turn.fault = e);
            return true;
        }
    }

    private void writeAlone(Turn<?> turn) {
        turn.fault = null;
        try {
            template.executeWithoutResult(status -> turn.perform());
        } catch (RuntimeException | Error e) {
            turn.fault = e;
        }
    }

    private void handOver() {
        guard.lock();
        try {
            callNext();
        } finally {
            guard.unlock();
        }
    }

    private void callNext() {
        Turn<?> next = waiting.poll();
        if (next == null) {
            writing = 0;
        } else {
            writing = 1;
            next.stage = Stage.WRITES;
            next.changed.signal();
        }
    }

    /** How many are being written or wait. */
    int underWay() {
        guard.lock();
        try {
            return writing + waiting.size();
        } finally {
            guard.unlock();
        }
    }

    private enum Stage {
        WAITS,
        /** Its thread writes, for itself and others. */
        WRITES,
        /** Another thread writes it. */
        TAKEN,
        OVER
    }

    /** The work of one thread; stage under the guard, the rest by whoever writes it. */
    private static final class Turn<T> {

        private final Supplier<T> work;
        private final Condition changed;
        private Stage stage = Stage.WAITS;
        private @Nullable T result;
        private @Nullable Throwable fault;

        Turn(Supplier<T> work, Condition changed) {
            this.work = work;
            this.changed = changed;
        }

        void perform() {
            result = work.get();
        }

        boolean isDone() {
            try {
                perform();
                return true;
            } catch (RuntimeException | Error e) { // told to its own thread, once it has failed alone
                return false;
            }
        }

        void isOver() {
            stage = Stage.OVER;
            changed.signal();
        }

        @Nullable
        T outcome() {
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault instanceof RuntimeException exception) {
                throw exception;
            }
            return result;
        }
    }
}
