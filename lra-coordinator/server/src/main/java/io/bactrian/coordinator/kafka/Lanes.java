package io.bactrian.coordinator.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the engine's threads off the producer, whose {@code send} blocks while it does not know a topic's partitions. Each topic has a lane: a topic
 * that blocks holds up its own commands only, and those that waited while one of them found nobody are given back with it, not one time-out after
 * the other.
 */
final class Lanes implements AutoCloseable {

    private static final int MOST_THREADS = 16;
    private static final long IDLE_SECONDS = 30;

    private final Producing producing;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final ExecutorService threads;

    /** Hands a record to the producer: may block, and may fail at once or later. */
    @FunctionalInterface
    interface Producing {
        CompletableFuture<?> send(ProducerRecord<byte[], byte[]> command);
    }

    Lanes(Producing producing) {
        this.producing = producing;
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "bactrian-kafka-send-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /**
     * Sends without blocking.
     *
     * @return completes once the broker has the record; fails with the producer's exception
     */
    CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> command) {
        Waiting waiting = new Waiting(command, new CompletableFuture<>());
        lanes.computeIfAbsent(command.topic(), topic -> new Lane()).add(waiting);
        return waiting.taken();
    }

    private record Waiting(ProducerRecord<byte[], byte[]> command, CompletableFuture<Void> taken) {

        void end(@Nullable Throwable fault) {
            if (fault == null) {
                taken.complete(null);
            } else {
                taken.completeExceptionally(fault);
            }
        }
    }

    private final class Lane {

        private final Queue<Waiting> queue = new ArrayDeque<>();
        private boolean running;

        synchronized void add(Waiting waiting) {
            queue.add(waiting);
            if (!running) {
                threads.execute(this::run); // refused only when all of this is closing
                running = true;
            }
        }

        private synchronized @Nullable Waiting next() {
            Waiting next = queue.poll();
            running = next != null;
            return next;
        }

        private synchronized List<Waiting> allThatWait() {
            List<Waiting> all = new ArrayList<>(queue);
            queue.clear();
            return all;
        }

        private void run() {
            for (Waiting next = next(); next != null; next = next()) {
                send(next);
            }
        }

        private void send(Waiting one) {
            CompletableFuture<?> sending;
            try {
                sending = producing.send(one.command());
            } catch (RuntimeException | Error e) { // whatever it was: the next one must be sent
                sending = CompletableFuture.failedFuture(e);
            }
            if (sending.isCompletedExceptionally()) {
                sending.whenComplete((taken, fault) -> {
                    one.end(fault);
                    if (fault != null && Faults.isCausedBy(fault, TimeoutException.class)) {
                        allThatWait().forEach(waiting -> waiting.end(fault));
                    }
                });
            } else {
                sending.whenComplete((taken, fault) -> one.end(fault));
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
