package io.bactrian.starter.saga;

import io.bactrian.starter.callback.BranchFailures;
import io.bactrian.starter.callback.CallbackTransport;
import io.bactrian.starter.callback.Callbacks;
import io.bactrian.starter.callback.RegisteredEndpoints;
import io.bactrian.starter.callback.RollbackMarks;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.callback.Taps;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
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
    private final CurrentTrace trace;
    private @Nullable CamelContext context;
    private @Nullable Sagas sagas;
    private @Nullable StepResults results;
    private @Nullable LateDecisions late;
    private @Nullable DeployGuard guard;
    private @Nullable SelfChecks selfChecks;
    private @Nullable CallbackTransport callbackTransport;

    /** For an application without tracing, or with one of Camel's own tracers. */
    public BactrianSagaService(SagaSettings settings, Clock clock) {
        this(settings, clock, CurrentTrace.NONE);
    }

    /**
     * @param trace in which trace a thread works
     */
    public BactrianSagaService(SagaSettings settings, Clock clock, CurrentTrace trace) {
        this(settings, clock, trace, Pause.sleeping());
    }

    /** For tests that do not wait: {@code pause} turns {@code clock}. */
    BactrianSagaService(SagaSettings settings, Clock clock, CurrentTrace trace, Pause pause) {
        this.settings = settings;
        this.clock = clock;
        this.trace = trace;
        CoordinatorAddress address = new CoordinatorAddress(
                settings.coordinatorUrl(), settings.coordinatorContextPath(), settings.coordinatorAliases());
        this.coordinator = new CoordinatorClient(address, settings.client(), clock, pause);
    }

    /**
     * Makes this the context's saga service and lets callbacks in. Before any route is added.
     *
     * @param transport on which callbacks come in
     */
    public void install(CamelContext camel, CallbackTransport transport) throws Exception {
        ScheduledExecutorService scheduler =
                camel.getExecutorServiceManager().newScheduledThreadPool(this, "bactrian-background", 2);
        // on its own: whatever else waits for the coordinator must not delay the sign of life
        ScheduledExecutorService pulse =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "bactrian-heartbeat");
        ExecutorService workers = camel.getExecutorServiceManager()
                .newFixedThreadPool(this, "bactrian-callback", settings.callbackThreads());
        StepTokens tokens = new StepTokens(
                settings.callbackSecret(), settings.formerCallbackSecrets(), settings.unsignedCallbacksToo());
        CoordinatorCheck check = new CoordinatorCheck(coordinator, transport.worksWithEveryCoordinator());
        Presence presence = new Presence(
                coordinator,
                settings.application(),
                settings.instance(),
                transport.address().base(),
                settings.client().giveUpAfter());
        LateDecisions decisions = new LateDecisions(coordinator, scheduler, clock);
        Traces traces = new Traces(trace);
        StepReports reports = new StepReports(coordinator, scheduler, traces);
        Sagas work = new Sagas(
                coordinator,
                transport.address(),
                tokens,
                check,
                presence,
                decisions,
                reports,
                traces,
                settings.onManualFailure());
        sagas = work;
        late = decisions;
        results = new StepResults(coordinator, reports);
        camel.getCamelContextExtension().addInterceptStrategy(new SagaBlocks(work::left));
        BranchFailures branches = new BranchFailures(SagaScope::hasFailedWithin);
        camel.getCamelContextExtension().addInterceptStrategy(branches);
        camel.getManagementStrategy().addEventNotifier(branches);
        camel.getCamelContextExtension().addInterceptStrategy(new Taps());
        // the last is the first to see a node, and this one has to tell transactions from what wraps them
        camel.getCamelContextExtension().addInterceptStrategy(new RollbackMarks(SagaScope::hasFailedWithin));
        camel.addService(this);
        DeployGuard deployment = new DeployGuard(
                coordinator,
                endpoints,
                presence.unboundClientId(),
                settings.onMissingEndpoint(),
                settings.client().giveUpAfter());
        guard = deployment;
        SelfChecks checks = new SelfChecks(camel, scheduler);
        selfChecks = checks;
        SagaLife life = new SagaLife(presence, decisions, check, deployment, pulse, scheduler);
        camel.addService(life);
        camel.addStartupListener(life);
        camel.addStartupListener(checks);
        Callbacks callbacks = new Callbacks(
                tokens,
                transport.address(),
                endpoints,
                coordinator,
                camel.createProducerTemplate(),
                workers,
                settings.answerWithin(),
                reports::calledBack);
        callbackTransport = transport;
        transport.open(camel, callbacks);
    }

    @Override
    public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
        return CompletableFuture.completedFuture(new SagaHandle(installed(sagas), null));
    }

    @Override
    public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
        try {
            LraId saga = LraId.parse(id);
            if (coordinator.owns(saga)) {
                return CompletableFuture.completedFuture(new SagaHandle(installed(sagas), saga));
            }
        } catch (CoordinatorException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new ForeignSagaException(id, coordinator.coordinator()));
        }
        return CompletableFuture.failedFuture(new ForeignSagaException(id, coordinator.coordinator()));
    }

    /** Allows the step's endpoints to be called back; refuses misspelt reserved options and values, so that the route does not start. */
    @Override
    public void registerStep(CamelSagaStep step) {
        StepOptions.check(step.getOptions() == null ? Map.of() : step.getOptions());
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

    /**
     * What sagas will call back and this application lacks, a sentence each: endpoints that live sagas need and no saga
     * route registers, as the coordinator said when last asked, and registered ones that no route consumes. Empty
     * before the context has started, and when {@code bactrian.deploy-guard} is off.
     */
    public List<String> missingEndpoints() {
        DeployGuard deployment = guard;
        return deployment == null ? List.of() : deployment.findings();
    }

    /** Why steps of this application cannot work, a sentence each; may block, as a connection to a database does. */
    public List<String> faults() {
        SelfChecks checks = selfChecks;
        return checks == null ? List.of() : checks.faults();
    }

    /** How the way of the callbacks stands, for people; empty when there is nothing to say. */
    public Map<String, Object> callbacks() {
        CallbackTransport transport = callbackTransport;
        return transport == null ? Map.of() : transport.details();
    }

    /** How many callbacks came since the start of this process, by what became of them; empty when they are not counted. */
    public Map<String, LongSupplier> callbackCounts() {
        CallbackTransport transport = callbackTransport;
        return transport == null ? Map.of() : transport.counts();
    }

    StepResults results() {
        return installed(results);
    }

    SagaResults storedResults() {
        return new SagaResults(coordinator);
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
