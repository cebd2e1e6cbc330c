package io.bactrian.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings things on until nothing more happens by itself: the request of a test ended, or waits for an answer that a
 * script holds back, or for the clock; and the coordinator has made every call that is due.
 */
final class Course {

    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_WORK = Duration.ofSeconds(10);
    private static final Duration STANDSTILL = Duration.ofSeconds(1);
    private static final long GLANCE_MILLIS = 10;

    private final EmbeddedCoordinator coordinator;
    private final ScriptedServices services;
    private final AtWork work;
    private final Duration longestWork;
    private final long mark;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private @Nullable CompletableFuture<Answer> request;
    private volatile @Nullable AssertionError assertion;

    /** Something that the test sent, and what it gets for it. */
    private record Sent(String what, CompletableFuture<Answer> answer) {

        @Override
        public String toString() {
            return what + " -> " + (answer.isDone() ? answer.join().brief() : "has not ended");
        }
    }

    Course(EmbeddedCoordinator coordinator, ScriptedServices services, AtWork work) {
        this(coordinator, services, work, LONGEST_WORK);
    }

    /** @param longestWork how long it is waited for what the application does beside what is sent */
    Course(EmbeddedCoordinator coordinator, ScriptedServices services, AtWork work, Duration longestWork) {
        this.coordinator = coordinator;
        this.services = services;
        this.work = work;
        this.longestWork = longestWork;
        this.mark = coordinator.ledger().mark();
    }

    /** The sagas that began since this course did. */
    List<LedgerView.Line> sagas() {
        return coordinator.ledger().sagasSince(mark);
    }

    void begin(String what, Callable<Answer> sending) {
        CompletableFuture<Answer> before = request;
        if (before != null && !before.isDone()) {
            throw new IllegalStateException(what + " cannot be sent: what was sent before it has not ended" + report());
        }
        CompletableFuture<Answer> fresh = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        fresh.complete(sending.call());
                    } catch (AssertionError e) {
                        assertion = e; // of the test's own: no failure of the application
                        fresh.complete(Answer.thrown(e));
                    } catch (Throwable e) {
                        fresh.complete(Answer.thrown(e));
                    }
                },
                "saga-script");
        thread.setDaemon(true);
        request = fresh;
        sent.add(new Sent(what, fresh));
        thread.start();
        rest();
    }

    void rest() {
        long end = System.nanoTime() + LONGEST.toNanos();
        do {
            awaitRequest(end);
            awaitWork();
            coordinator.settle(new Standstill(services));
        } while (!(isRequestAtRest() && isWorkAtRest() && (coordinator.isAtRest() || isHeld()))
                && System.nanoTime() < end);
        complain();
    }

    /** What takes longer is named when something fails, at the latest when the test ends, and not waited for again. */
    private void awaitWork() {
        long end = System.nanoTime() + longestWork.toNanos();
        while (!isWorkAtRest()) {
            if (System.nanoTime() > end) {
                work.passOver();
                return;
            }
            pause();
        }
    }

    /** Twice: between a queue and a route there is a moment in which an exchange is in neither. */
    private boolean isWorkAtRest() {
        if (!work.isOver() && !waits()) {
            return false;
        }
        pause();
        return work.isOver() || waits();
    }

    private boolean waits() {
        return isHeld() || coordinator.ledger().waitsForTheClock(sagas());
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(GLANCE_MILLIS));
    }

    /** Assertions in scripts and in the work that was sent fail the test, wherever they were thrown. */
    private void complain() {
        AssertionError own = assertion;
        if (own != null) {
            assertion = null;
            throw own;
        }
        Throwable thrown = services.takeFailure();
        if (thrown != null) {
            ScriptFailure failure = failure("a script failed, so that a service did not answer: " + thrown);
            failure.initCause(thrown);
            throw failure;
        }
    }

    private void awaitRequest(long end) {
        CompletableFuture<Answer> waited = request;
        while (waited != null && !isRequestAtRest()) {
            if (System.nanoTime() > end) {
                throw failure(
                        "what was sent has not ended after " + LONGEST.toSeconds() + " s, and nothing holds it back");
            }
            glanceAt(waited);
        }
    }

    private boolean isRequestAtRest() {
        return request == null || request.isDone() || waits();
    }

    /**
     * Whether the calls under way are those that scripts hold back. A callback that is held is known; a compensation of
     * the application that waits for a held service is not, and told by nothing happening for a while.
     */
    private static final class Standstill implements IntPredicate {

        private final ScriptedServices services;
        private List<Integer> seen = List.of();
        private long since = System.nanoTime();

        Standstill(ScriptedServices services) {
            this.services = services;
        }

        @Override
        public boolean test(int callsUnderWay) {
            if (services.holds().isEmpty()) {
                return false;
            }
            List<Integer> happened =
                    List.of(services.log().size(), services.held().size(), callsUnderWay);
            if (!happened.equals(seen)) {
                seen = happened;
                since = System.nanoTime();
            }
            return services.holds().ofCoordinator() >= callsUnderWay
                    || System.nanoTime() - since > STANDSTILL.toNanos();
        }
    }

    /** An answer is held back. */
    boolean isHeld() {
        return !services.holds().isEmpty();
    }

    /** Turns the clock from one thing that becomes due to the next. */
    void advance(Duration by) {
        rest();
        ManualClock clock = coordinator.clock();
        Instant target = clock.instant().plus(by);
        Optional<Instant> next = nextBefore(target);
        while (next.isPresent()) {
            clock.advance(Duration.between(clock.instant(), next.get()));
            rest();
            next = nextBefore(target);
        }
        clock.advance(Duration.between(clock.instant(), target));
        rest();
    }

    private Optional<Instant> nextBefore(Instant target) {
        Instant now = coordinator.clock().instant();
        return Stream.of(
                        coordinator.ledger().nextDue(sagas(), now),
                        services.holds().next())
                .flatMap(Optional::stream)
                .filter(due -> due.isAfter(now) && due.isBefore(target))
                .min(Instant::compareTo);
    }

    /** What the test got; null while it has got nothing. */
    @Nullable
    Answer answer() {
        return request == null || !request.isDone() ? null : request.join();
    }

    boolean isRunning() {
        return request != null && !request.isDone();
    }

    /** What was sent last, as the test said it. */
    String latest() {
        return sent.isEmpty() ? "nothing" : sent.get(sent.size() - 1).what();
    }

    boolean hasBegun() {
        return request != null;
    }

    /** With all that happened, for whoever reads it. */
    ScriptFailure failure(String message) {
        return new ScriptFailure(message + report());
    }

    String report() {
        return Report.of(
                coordinator.ledger().timelines(sagas()),
                sent.stream().map(Sent::toString).toList(),
                services,
                work.all());
    }

    /**
     * The test is over: what still waits is cut off, and what would go on in the next one is forgotten. Services answer
     * 200 from here on, so that what is tried until they do comes to its end.
     */
    void end() {
        services.holds().hangUp();
        services.forgetScripts();
        long end = System.nanoTime() + LONGEST.toNanos();
        CompletableFuture<Answer> waited = request;
        while (waited != null && !waited.isDone()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("what the test sent has not ended, and would disturb the next one");
            }
            coordinator.writeOff(sagas());
            glanceAt(waited);
        }
        coordinator.awaitCalls();
        try {
            awaitEndOfWork();
            complain();
        } finally {
            coordinator.awaitCalls();
            coordinator.ledger().forgetUnsettled(sagas());
        }
    }

    /** Nothing that was expected depends on it: what takes longer fails no test, and the next one does not wait for it. */
    private void awaitEndOfWork() {
        long end = System.nanoTime() + longestWork.toNanos();
        while (!work.all().isEmpty()) {
            if (System.nanoTime() > end) {
                LOG.warn(
                        "the application is still at work on what the test sent, and may disturb the next one:\n  {}",
                        String.join("\n  ", work.all()));
                return;
            }
            coordinator.writeOff(sagas());
            pause();
        }
    }

    private static void glanceAt(CompletableFuture<Answer> waited) {
        try {
            waited.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // look again
        } catch (ExecutionException e) {
            throw new IllegalStateException("a failure is an answer, and never this", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the application was at work", e);
        }
    }
}
