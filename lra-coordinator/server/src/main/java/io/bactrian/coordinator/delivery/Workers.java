package io.bactrian.coordinator.delivery;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who does the work of one node. A test may do it by hand, in an order of its own.
 *
 * @param settlers record what calls came to, which is work on the database
 * @param timer looks for due work
 * @param heart of its own: behind long work, a heartbeat would be late, and this node be taken for dead
 */
record Workers(ScheduledExecutorService settlers, ScheduledExecutorService timer, ScheduledExecutorService heart) {

    private static final int SETTLERS = 8;
    private static final int LOOKERS = 3;

    /** Daemon threads, for one node. */
    static Workers threads() {
        AtomicInteger number = new AtomicInteger();
        return new Workers(
                Executors.newScheduledThreadPool(
                        SETTLERS, work -> daemon(work, "bactrian-settle-" + number.incrementAndGet())),
                Executors.newScheduledThreadPool(LOOKERS, work -> daemon(work, "bactrian-due-work")),
                Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "bactrian-node-heartbeat")));
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
