package io.bactrian.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers that services keep back until the test, or its clock, lets them go. */
final class Holds {

    private final List<Hold> held = new ArrayList<>();
    private boolean open = true;

    /**
     * @param ofCoordinator the coordinator waits for this answer itself
     * @param until null until the test says so
     */
    private record Hold(
            String what, boolean ofCoordinator, @Nullable Instant until, CompletableFuture<Boolean> answered) {}

    /**
     * Waits; the caller is a thread of a service.
     *
     * @return false when nothing shall be answered any more
     */
    boolean keep(String what, boolean ofCoordinator, @Nullable Instant until) {
        Hold hold = new Hold(what, ofCoordinator, until, new CompletableFuture<>());
        synchronized (this) {
            if (!open) {
                return false;
            }
            held.add(hold);
        }
        return hold.answered().join();
    }

    /** What is kept back. */
    synchronized List<String> list() {
        return held.stream().map(Hold::what).toList();
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /** How many calls of the coordinator wait. */
    synchronized int ofCoordinator() {
        return (int) held.stream().filter(Hold::ofCoordinator).count();
    }

    /** When the clock lets the next one go. */
    synchronized Optional<Instant> next() {
        return held.stream()
                .flatMap(hold -> Optional.ofNullable(hold.until()).stream())
                .min(Comparator.naturalOrder());
    }

    /** Those whose time has come. */
    void releaseDue(Instant now) {
        end(hold -> hold.until() != null && !hold.until().isAfter(now), true);
    }

    /** All of them. */
    int release() {
        return end(hold -> true, true);
    }

    /** Hangs up on all who wait, and on all who would have to, until {@link #reopen}. */
    void hangUp() {
        synchronized (this) {
            open = false;
        }
        end(hold -> true, false);
    }

    /** Hangs up on all who wait for this service. */
    void hangUp(String service) {
        end(hold -> hold.what().startsWith(service + ": "), false);
    }

    synchronized void reopen() {
        open = true;
    }

    private int end(Predicate<Hold> which, boolean answer) {
        List<Hold> ending;
        synchronized (this) {
            ending = held.stream().filter(which).toList();
            held.removeAll(ending);
        }
        ending.forEach(hold -> hold.answered().complete(answer));
        return ending.size();
    }
}
