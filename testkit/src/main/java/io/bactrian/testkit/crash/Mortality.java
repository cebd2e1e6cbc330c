package io.bactrian.testkit.crash;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a part. Once it has ended, nothing that the part's threads still do may have an effect: whatever leads out
 * of the part asks here first, and is cut when the life ends.
 */
final class Mortality {

    private static final Logger LOG = LoggerFactory.getLogger(Mortality.class);

    private static final InheritableThreadLocal<@Nullable Mortality> OF_THIS_THREAD = new InheritableThreadLocal<>();

    private final String part;
    private final CompletableFuture<Boolean> death = new CompletableFuture<>();
    private final List<Runnable> cuts = new CopyOnWriteArrayList<>();

    Mortality(String part) {
        this.part = part;
    }

    /** The life that the current thread belongs to, because it was begun by it; null for threads of the test itself. */
    static @Nullable Mortality ofThisThread() {
        return OF_THIS_THREAD.get();
    }

    /** Does something in the name of this life: the threads that it begins belong to the life. */
    <T> T live(Supplier<T> work) {
        Mortality before = OF_THIS_THREAD.get();
        OF_THIS_THREAD.set(this);
        try {
            return work.get();
        } finally {
            OF_THIS_THREAD.set(before);
        }
    }

    boolean isDead() {
        return death.isDone();
    }

    /** Completes when the life ends. */
    CompletableFuture<Boolean> death() {
        return death;
    }

    /** What is cut when the life ends; at once when it has ended. */
    void cutAtDeath(Runnable cut) {
        cuts.add(cut);
        if (isDead()) {
            contained(cut);
            cuts.remove(cut);
        }
    }

    /** From here on nothing of this life has an effect. */
    void die() {
        if (death.complete(true)) {
            cuts.forEach(this::contained);
            cuts.clear(); // a thread that outlives it must not keep all of it in memory
        }
    }

    private void contained(Runnable cut) {
        try {
            cut.run();
        } catch (RuntimeException e) {
            LOG.debug("what {} held broke while it was cut", part, e);
        }
    }

    /** The part's name. */
    @Override
    public String toString() {
        return part;
    }
}
