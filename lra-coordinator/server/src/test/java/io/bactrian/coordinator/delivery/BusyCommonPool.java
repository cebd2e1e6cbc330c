package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** What an application can do to the JVM's common pool: each of its threads waits, until this is closed. */
final class BusyCommonPool implements AutoCloseable {

    private final CountDownLatch end = new CountDownLatch(1);

    BusyCommonPool() throws InterruptedException {
        int threads = ForkJoinPool.getCommonPoolParallelism();
        // JDK 17 does without the pool when it has one thread; the module's test.jvm.more sees to that
        assertThat(threads).isGreaterThan(1);
        CountDownLatch begun = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        end.countDown();
    }
}
