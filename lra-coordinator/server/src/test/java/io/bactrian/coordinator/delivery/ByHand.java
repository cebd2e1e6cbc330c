package io.bactrian.coordinator.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The work of a node, which is done on the thread of the test, one piece at a time and in any order. */
final class ByHand extends AbstractExecutorService implements ScheduledExecutorService {

    private final TestClock clock;
    private final List<Work> waiting = new ArrayList<>();
    private boolean ended;

    private record Work(Instant notBefore, Runnable what) {}

    ByHand(TestClock clock) {
        this.clock = clock;
    }

    /** False when nothing can be done now. */
    boolean doOne(Random random) {
        List<Work> now = waiting.stream()
                .filter(w -> !w.notBefore().isAfter(clock.instant()))
                .toList();
        if (now.isEmpty()) {
            return false;
        }
        Work next = now.get(random.nextInt(now.size()));
        waiting.remove(next);
        next.what().run();
        return true;
    }

    @Override
    public void execute(Runnable what) {
        schedule(what, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable what, long delay, TimeUnit unit) {
        if (ended) {
            throw new RejectedExecutionException("this node was stopped");
        }
        waiting.add(new Work(clock.instant().plusNanos(unit.toNanos(delay)), what));
        return null;
    }

    /** As the death of the process: what waits is never done. */
    @Override
    public void shutdown() {
        ended = true;
        waiting.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return ended;
    }

    @Override
    public boolean isTerminated() {
        return ended;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return ended;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> what, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable what, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("a test looks by hand");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable what, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("a test looks by hand");
    }
}
