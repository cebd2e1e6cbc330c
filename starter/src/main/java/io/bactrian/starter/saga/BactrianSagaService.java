package io.bactrian.starter.saga;

import io.bactrian.starter.callback.CallbackRoutes;
import io.bactrian.starter.callback.CallbackUrls;
import io.bactrian.starter.callback.Callbacks;
import io.bactrian.starter.callback.RegisteredEndpoints;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraId;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.CamelSagaStep;
import org.jspecify.annotations.Nullable;

/**
 * Camel's saga service on a MicroProfile LRA coordinator.
 *
 * <p>Its life is the Camel context's: Camel stops the service with every saga route that stops, which would take it from all
 * other routes, so {@link #stop()} does nothing here.
 */
public final class BactrianSagaService implements CamelSagaService {

    private final SagaSettings settings;
    private final CoordinatorClient coordinator;
    private final RegisteredEndpoints endpoints = new RegisteredEndpoints();
    private final Clock clock;
    private @Nullable CamelContext context;
    private @Nullable Sagas sagas;
    private @Nullable StepResults results;
    private @Nullable LateDecisions late;

    public BactrianSagaService(SagaSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        CoordinatorAddress address = new CoordinatorAddress(
                settings.coordinatorUrl(), settings.coordinatorContextPath(), settings.coordinatorAliases());
        this.coordinator = new CoordinatorClient(address, settings.client(), clock, Pause.sleeping());
    }

    /**
     * Makes this the context's saga service and opens the endpoint for callbacks. Before any route is added.
     *
     * @param callbackEngine serves the callbacks, null for the context's own platform-http engine
     */
    public void install(CamelContext camel, @Nullable PlatformHttpEngine callbackEngine) throws Exception {
        ScheduledExecutorService scheduler =
                camel.getExecutorServiceManager().newScheduledThreadPool(this, "bactrian-background", 2);
        // on its own: whatever else waits for the coordinator must not delay the sign of life
        ScheduledExecutorService pulse =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "bactrian-heartbeat");
        ExecutorService workers = camel.getExecutorServiceManager()
                .newFixedThreadPool(this, "bactrian-callback", settings.callbackThreads());
        StepTokens tokens = new StepTokens(settings.callbackSecret());
        CallbackUrls urls = CallbackUrls.of(settings.participantUrl(), settings.participantContextPath());
        Presence presence = new Presence(
                coordinator,
                settings.application(),
                settings.instance(),
                settings.client().giveUpAfter());
        LateDecisions decisions = new LateDecisions(coordinator, scheduler, clock);
        StepReports reports = new StepReports(coordinator, scheduler);
        Sagas work = new Sagas(coordinator, urls, tokens, presence, decisions, reports, settings.onManualFailure());
        sagas = work;
        late = decisions;
        results = new StepResults(coordinator, reports);
        camel.getCamelContextExtension().addInterceptStrategy(new SagaBlocks(work::left));
        camel.addService(this);
        SagaLife life = new SagaLife(presence, decisions, pulse);
        camel.addService(life);
        camel.addStartupListener(life);
        Callbacks callbacks = new Callbacks(
                tokens,
                urls,
                endpoints,
                coordinator,
                camel.createProducerTemplate(),
                workers,
                settings.answerWithin(),
                reports::calledBack);
        camel.addRoutes(new CallbackRoutes(callbacks, urls.consumerPaths(), callbackEngine));
    }

    @Override
    public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
        return CompletableFuture.completedFuture(new SagaHandle(installed(sagas), null));
    }

    @Override
    public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
        try {
            LraId saga = LraId.parse(id);
            if (coordinator.coordinator().owns(saga)) {
                return CompletableFuture.completedFuture(new SagaHandle(installed(sagas), saga));
            }
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new ForeignSagaException(id, coordinator.coordinator()));
        }
        return CompletableFuture.failedFuture(new ForeignSagaException(id, coordinator.coordinator()));
    }

    /** Allows the step's endpoints to be called back; refuses misspelt reserved options, so that the route does not start. */
    @Override
    public void registerStep(CamelSagaStep step) {
        StepOptions.checkNames(
                step.getOptions() == null ? List.of() : step.getOptions().keySet());
        step.getCompensation().ifPresent(endpoints::register);
        step.getCompletion().ifPresent(endpoints::register);
    }

    /** The way to the coordinator, for health checks. */
    public CoordinatorClient coordinator() {
        return coordinator;
    }

    /** How many closes and cancels got no answer yet and are repeated in the background. */
    public int unansweredDecisions() {
        LateDecisions decisions = late;
        return decisions == null ? 0 : decisions.pending();
    }

    StepResults results() {
        return installed(results);
    }

    @Override
    public void start() {
        // nothing of its own to start, see install
    }

    @Override
    public void stop() {
        // called for every saga route that stops
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    private static <T> T installed(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException(
                    "BactrianSagaService must be installed in the Camel context before routes use it");
        }
        return part;
    }

    @Override
    public String toString() {
        return "bactrian-saga-service";
    }
}
