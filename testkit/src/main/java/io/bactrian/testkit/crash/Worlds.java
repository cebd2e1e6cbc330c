package io.bactrian.testkit.crash;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The worlds of one test class, each started when it is first needed. */
final class Worlds implements ExtensionContext.Store.CloseableResource {

    private final CrashPlan plan;
    private @Nullable CrashWorld here;
    private @Nullable CompletableFuture<CrashWorld> inProcesses;

    Worlds(CrashPlan plan) {
        this.plan = plan;
    }

    CrashPlan plan() {
        return plan;
    }

    /** The one with real processes will be needed: their start takes seconds, in which the other one can be used. */
    void prepareProcesses() {
        processes();
    }

    CrashWorld get(boolean real) {
        if (real) {
            try {
                return processes().join();
            } catch (CompletionException e) {
                throw new IllegalStateException("no world of processes: " + e.getCause(), e.getCause());
            }
        }
        CrashWorld world = here;
        if (world == null) {
            world = inThisProcess(plan);
            here = world;
        }
        return world;
    }

    private CompletableFuture<CrashWorld> processes() {
        CompletableFuture<CrashWorld> world = inProcesses;
        if (world == null) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            world = CompletableFuture.supplyAsync(
                    () -> new CrashWorld(plan, (known, doors, watch, died) -> new InProcesses(known, doors, died)),
                    work -> {
                        Thread thread = new Thread(work, "crash-matrix-processes");
                        thread.setDaemon(true);
                        thread.setContextClassLoader(loader);
                        thread.start();
                    });
            inProcesses = world;
        }
        return world;
    }

    static CrashWorld inThisProcess(CrashPlan plan) {
        return new CrashWorld(plan, (known, doors, watch, died) -> new InThisProcess(known, doors, watch));
    }

    @Override
    public void close() {
        if (here != null) {
            here.close();
        }
        if (inProcesses != null) {
            inProcesses
                    .handle((world, fault) -> world)
                    .thenAccept(Worlds::close)
                    .join();
        }
    }

    private static void close(@Nullable CrashWorld world) {
        if (world != null) {
            world.close();
        }
    }
}
