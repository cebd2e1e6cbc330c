package io.bactrian.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * What stands around one application under test: its coordinator and its scripted services. The coordinator starts while the
 * application's beans are made, and is there before anything in the application is started.
 */
final class TestSystem implements SmartLifecycle, AutoCloseable {

    private final String coordinatorUrl;
    private final CompletableFuture<EmbeddedCoordinator> starting;
    private final ScriptedServices services;
    private volatile boolean running;

    /** @param coordinatorPort a free one */
    TestSystem(int coordinatorPort, String[] coordinatorProperties, String[] services) {
        ManualClock clock = new ManualClock();
        this.services = ScriptedServices.start(clock, services);
        this.coordinatorUrl = "http://localhost:" + coordinatorPort;
        this.starting = CompletableFuture.supplyAsync(
                () -> EmbeddedCoordinator.startAt(coordinatorPort, clock, coordinatorProperties),
                TestSystem::inTheBackground);
    }

    private static void inTheBackground(Runnable work) {
        Thread thread = new Thread(work, "bactrian-coordinator");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the coordinator is, or will be. */
    String coordinatorUrl() {
        return coordinatorUrl;
    }

    /** Waits until it has started. */
    EmbeddedCoordinator coordinator() {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the coordinator of the test cannot start: " + e.getCause(), e.getCause());
        }
    }

    ScriptedServices services() {
        return services;
    }

    /** A test begins: it sees nothing of those before it. */
    SagaScript begin(ApplicationContext application) {
        services.reset();
        return new SagaScript(coordinator(), services, new Caller(application));
    }

    /** Holds back the application's own start, its Camel routes and its web server, until there is a coordinator. */
    @Override
    public void start() {
        coordinator();
        running = true;
    }

    @Override
    public void stop() {
        running = false; // the coordinator outlives whatever may need it, until close
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void close() {
        services.close();
        starting.handle((coordinator, fault) -> coordinator)
                .thenAccept(TestSystem::close)
                .join();
    }

    private static void close(@Nullable EmbeddedCoordinator coordinator) {
        if (coordinator != null) {
            coordinator.close();
        }
    }
}
