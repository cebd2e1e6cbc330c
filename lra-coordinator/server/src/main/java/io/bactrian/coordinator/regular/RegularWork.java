package io.bactrian.coordinator.regular;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Work that comes again and again, whatever becomes of it; and how late it is, be it that it takes long or never ends. */
public final class RegularWork {

    private final Logger log;
    private final String failed;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    /**
     * None yet.
     *
     * @param failed what to log when a piece of work throws
     */
    public RegularWork(Logger log, String failed) {
        this.log = log;
        this.failed = failed;
    }

    /** Adds work that comes first after {@code first}, and then so long after each end. */
    public void every(ScheduledExecutorService by, Duration interval, Duration first, Runnable work) {
        Loop loop = new Loop(work, interval);
        loops.add(loop);
        by.scheduleWithFixedDelay(loop, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does some work now, whatever becomes of it. */
    public void contained(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // whatever it was: the next one must come
            log.warn("{}; it is tried again at the next interval", failed, e);
        }
    }

    /** By how much the piece of work that is the latest is late; empty when there is none. */
    public Optional<Duration> lateBy() {
        return loops.stream().map(Loop::lateBy).max(Comparator.naturalOrder());
    }

    private final class Loop implements Runnable {

        private final Runnable work;
        private final Duration interval;
        private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());

        Loop(Runnable work, Duration interval) {
            this.work = work;
            this.interval = interval;
        }

        /** One that fails has been at work too: what it needs has a health of its own. */
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
}
