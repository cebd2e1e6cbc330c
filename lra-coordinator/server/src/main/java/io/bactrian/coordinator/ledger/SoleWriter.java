package io.bactrian.coordinator.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction at a time, which takes along the work of all who wait for their turn: they share one commit, which is what costs in
 * a file of H2 (each writes all pages that it changed). Whoever finds nobody writing writes, and hands over to who has waited longest.
 *
 * <p>Work that fails takes nobody else with it: what was to be written together is undone then and done again, it alone and the others
 * together once more.
 */
final class SoleWriter {

    private static final int MOST_TOGETHER = 64;
    private static final int TRIES_TOGETHER = 2;

    private final TransactionTemplate template;
    private final Duration longestWait;
    private final Lock guard = new ReentrantLock();
    private final Deque<Turn<?>> waiting = new ArrayDeque<>();
    private int writing;

    /**
     * @param longestWait for a turn: a disk that stands still must not take all threads with it, one after another
     */
    SoleWriter(TransactionTemplate template, Duration longestWait) {
        this.template = template;
        this.longestWait = longestWait;
    }

    /**
     * Runs {@code work} in a transaction, on this thread or another; when this returns, it is committed.
     *
     * @throws CannotCreateTransactionException when its turn does not come, or this thread is interrupted before; it was not run then
     */
    <T> @Nullable T write(Supplier<T> work) {
        Turn<T> turn = new Turn<>(work, guard.newCondition());
        if (comesToWrite(turn)) {
            // an interrupt would close the file that H2 writes, and the work of others is on board
            boolean interrupted = Thread.interrupted();
            try {
                writeWithThoseThatWait(turn);
            } finally {
                handOver();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        return turn.outcome();
    }

    /** True when this thread is to write; false when another one has written for it. */
    private boolean comesToWrite(Turn<?> turn) {
        boolean settled = false;
        guard.lock();
        try {
            if (writing == 0) {
                writing = 1;
                turn.stage = Stage.WRITES;
            } else {
                waiting.add(turn);
            }
            awaitTurn(turn);
            awaitOther(turn);
            settled = true;
            return turn.stage == Stage.WRITES;
        } finally {
            if (!settled) {
                withdraw(turn);
            }
            guard.unlock();
        }
    }

    /** Returns when its turn has come, or another thread has begun to write it. */
    private void awaitTurn(Turn<?> turn) {
        try {
            long left = longestWait.toNanos();
            while (turn.stage == Stage.WAITS) {
                if (left <= 0) {
                    throw new CannotCreateTransactionException(
                            "other transactions have been writing into the ledger's file for " + longestWait.toSeconds()
                                    + " s");
                }
                left = turn.changed.awaitNanos(left);
            }
            if (turn.stage == Stage.WRITES && Thread.interrupted()) {
                throw new InterruptedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (turn.stage == Stage.WAITS || turn.stage == Stage.WRITES) {
                throw new CannotCreateTransactionException("interrupted before its turn to write had come", e);
            }
        }
    }

    /** However long it takes: only then is it known whether it is committed, and what is to follow it. */
    private static void awaitOther(Turn<?> turn) {
        while (turn.stage == Stage.TAKEN) {
            turn.changed.awaitUninterruptibly();
        }
    }

    private void withdraw(Turn<?> turn) {
        if (turn.stage == Stage.WRITES) {
            callNext();
        } else {
            waiting.remove(turn);
        }
    }

    /** Its own turn comes last, so that what follows its commit does not wait for others. */
    private void writeWithThoseThatWait(Turn<?> own) {
        List<Turn<?>> left = takeThoseThatWait();
        left.add(own);
        for (int tries = 0; tries < TRIES_TOGETHER && left.size() > 1; tries++) {
            Turn<?> failed = writeTogether(left);
            if (failed == null) {
                left.clear();
            } else {
                left.remove(failed);
                if (failed != own) {
                    writeAlone(List.of(failed));
                }
            }
        }
        left.remove(own);
        if (own.stage != Stage.OVER) {
            left.add(own);
        }
        writeAlone(left);
    }

    private List<Turn<?>> takeThoseThatWait() {
        List<Turn<?>> turns = new ArrayList<>();
        guard.lock();
        try {
            while (turns.size() < MOST_TOGETHER && !waiting.isEmpty()) {
                Turn<?> other = waiting.remove();
                other.stage = Stage.TAKEN;
                turns.add(other);
            }
            writing = turns.size() + 1;
        } finally {
            guard.unlock();
        }
        return turns;
    }

    /** Returns the one whose work failed, because of which nothing is written; null when all are over. */
    private @Nullable Turn<?> writeTogether(List<Turn<?>> turns) {
        Turn<?> failed = null;
        try {
            failed = template.execute(status -> {
                Turn<?> first = firstThatFails(turns);
                if (first != null) {
                    status.setRollbackOnly();
                }
                return first;
            });
        } catch (RuntimeException | Error e) { // it could not be begun, or not be committed: so it is for all of them
            turns.forEach(turn -> turn.fault = e);
        }
        if (failed == null) {
            areOver(turns);
        }
        return failed;
    }

    private static @Nullable Turn<?> firstThatFails(List<Turn<?>> turns) {
        for (Turn<?> turn : turns) {
            try {
                turn.perform();
            } catch (RuntimeException | Error e) { // told to its own thread, once it has failed alone
                return turn;
            }
        }
        return null;
    }

    /** One by one, and each is told at once; who cannot begin for want of a connection will not be helped by the next wait for one. */
    private void writeAlone(List<Turn<?>> turns) {
        CannotCreateTransactionException cannotBegin = null;
        for (Turn<?> turn : turns) {
            turn.fault = cannotBegin;
            if (cannotBegin == null) {
                try {
                    template.executeWithoutResult(status -> turn.perform());
                } catch (CannotCreateTransactionException e) {
                    turn.fault = e;
                    cannotBegin = e;
                } catch (RuntimeException | Error e) {
                    turn.fault = e;
                }
            }
            areOver(List.of(turn));
        }
    }

    private void areOver(List<Turn<?>> turns) {
        guard.lock();
        try {
            turns.forEach(Turn::isOver);
        } finally {
            guard.unlock();
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
