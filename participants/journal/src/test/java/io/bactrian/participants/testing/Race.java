package io.bactrian.participants.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs things at the same time, each on a thread of its own, all begun at one instant. */
public final class Race {

    private Race() {}

    /** The results in the order of the runners; the first exception of any of them is thrown. */
    public static <T> List<T> run(List<? extends Callable<T>> runners) {
        ExecutorService threads = Executors.newFixedThreadPool(runners.size());
        try {
            var start = new CyclicBarrier(runners.size());
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> runner : runners) {
                running.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return runner.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get(120, TimeUnit.SECONDS));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A runner failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("A runner hangs", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
