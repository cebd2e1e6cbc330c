package io.bactrian.testkit.crash;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator or an application: lives, dies, and has a successor on the same ledger or database. */
final class Part {

    private static final Logger LOG = LoggerFactory.getLogger(Part.class);
    private static final long LONGEST_START_SECONDS = 180;
    private static final long LONGEST_BURIAL_SECONDS = 15;

    private final String name;
    private final Supplier<Life> birth;
    private final Executor threads;
    private final Trace trace;
    private final List<CompletableFuture<Void>> burials = new CopyOnWriteArrayList<>();
    private volatile @Nullable Life life;
    private volatile CompletableFuture<Life> living;

    /** @param birth starts a life, which takes its time */
    Part(String name, Supplier<Life> birth, Executor threads, Trace trace) {
        this.name = name;
        this.birth = birth;
        this.threads = threads;
        this.trace = trace;
        this.living = CompletableFuture.supplyAsync(this::begin, threads);
    }

    private Life begin() {
        Life fresh = birth.get();
        life = fresh;
        trace.note(name + " is up");
        return fresh;
    }

    String name() {
        return name;
    }

    /** The life it has now; null while it is down. */
    @Nullable
    Life now() {
        return life;
    }

    Door.@Nullable Target target() {
        Life now = life;
        return now == null ? null : new Door.Target(now.url(), now.mortality());
    }

    /** Ends its life; a successor starts in the background. Returns when nothing of the dead one has effect any more. */
    synchronized void die() {
        Life dying = life;
        if (dying == null) {
            return;
        }
        life = null;
        dying.mortality().die();
        trace.note(name + " DIES");
        living = CompletableFuture.supplyAsync(this::begin, threads);
        burials.removeIf(CompletableFuture::isDone);
        burials.add(CompletableFuture.runAsync(dying::bury, threads));
    }

    /** Waits until it, or its successor, is up. */
    Life awaitUp() {
        try {
            return living.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was starting", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(name + " did not start within " + LONGEST_START_SECONDS + " s", e);
        } catch (ExecutionException | CompletionException e) {
            throw new IllegalStateException(name + " cannot start: " + e.getCause(), e);
        }
    }

    /** Ends it for good. */
    void close() {
        Life last;
        try {
            last = awaitUp();
        } catch (IllegalStateException e) {
            return; // it never came up
        }
        life = null;
        last.mortality().die();
        last.bury();
        try {
            CompletableFuture.allOf(burials.toArray(CompletableFuture<?>[]::new))
                    .get(LONGEST_BURIAL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("a dead {} does not give back what it held", name, e);
        }
    }
}
