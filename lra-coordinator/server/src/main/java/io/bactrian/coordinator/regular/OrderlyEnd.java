package io.bactrian.coordinator.regular;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends threads that work on the ledger. An interrupt within H2 closes the file that it writes, for everybody: for requests that still
 * drain, and for those that leave their claims to others.
 */
public final class OrderlyEnd {

    private OrderlyEnd() {}

    /**
     * Begins nothing more, and waits for what is under way.
     *
     * @param atMost for all together; what has not ended by then is interrupted after all
     */
    public static void of(Duration atMost, ExecutorService... workers) {
        List<ExecutorService> all = List.of(workers);
        all.forEach(ExecutorService::shutdown);
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (ExecutorService one : all) {
                one.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ExecutorService::shutdownNow);
    }
}
