package io.bactrian.starter.saga;

import io.bactrian.starter.callback.CallbackAddress;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.callback.TransactionScope;
import io.bactrian.starter.client.Context;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.Decision;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.NewSaga;
import io.bactrian.starter.client.NewStep;
import io.bactrian.starter.client.Started;
import io.bactrian.starter.client.StepReport;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins, closes and cancels; blocks its caller, with a bound. */
final class Sagas {

    private static final Logger LOG = LoggerFactory.getLogger(Sagas.class);

    private final CoordinatorClient coordinator;
    private final CallbackAddress callbacks;
    private final StepTokens tokens;
    private final CoordinatorCheck check;
    private final Presence presence;
    private final LateDecisions late;
    private final StepReports reports;
    private final Traces traces;
    private final SagaSettings.OnManualFailure onManualFailure;

    Sagas(
            CoordinatorClient coordinator,
            CallbackAddress callbacks,
            StepTokens tokens,
            CoordinatorCheck check,
            Presence presence,
            LateDecisions late,
            StepReports reports,
            Traces traces,
            SagaSettings.OnManualFailure onManualFailure) {
        this.coordinator = coordinator;
        this.callbacks = callbacks;
        this.tokens = tokens;
        this.check = check;
        this.presence = presence;
        this.late = late;
        this.reports = reports;
        this.traces = traces;
        this.onManualFailure = onManualFailure;
    }

    /** Begins the first step of a saga that does not exist yet: starts and joins, on our coordinator in one request. */
    LraId start(Exchange exchange, CamelSagaStep step) {
        SagaScope scope = SagaScope.current(exchange);
        String routeId = routeId(exchange, scope);
        StepOptions options = StepOptions.evaluate(step, exchange);
        checkNotLost(exchange, scope, options.get(StepOptions.STEP, routeId));
        StepOpening opening = opening(step, options, routeId, exchange);
        boolean manual = scope != null && scope.block().manual();
        if (!manual) {
            presence.ensureAnnounced();
        }
        NewSaga saga = new NewSaga(
                UUID.randomUUID().toString(),
                manual ? presence.unboundClientId() : presence.boundClientId(),
                options.get(StepOptions.NAME, routeId),
                options.get(StepOptions.BUSINESS_KEY),
                options.get(StepOptions.ORDER),
                step.getTimeoutInMilliseconds().map(Duration::ofMillis).orElse(null));
        Engine known = coordinator.engine();
        // what is signed names its saga, which has no name yet; nothing has begun until the join after it has succeeded
        boolean together =
                opening.hasCallbacks() && !tokens.areSigned() && (opening.small() || known == Engine.BACTRIAN);
        NewStep first = together ? opening.toStart(known) : null;
        Started started = start(saga, first, exchange);
        LraId id = started.id();
        exchange.getIn().setHeader(LraHeaders.LRA, id.value());
        if (scope != null) {
            scope.hasStartedNow(id);
        }
        if (opening.hasCallbacks()) {
            joinFirst(exchange, scope, opening, first, started);
        }
        return id;
    }

    /** There is no header, or the step would join: a saga of its own would be closed whatever becomes of the one around it. */
    private static void checkNotLost(Exchange exchange, @Nullable SagaScope scope, String step) {
        if (exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) != null) {
            // a failure handler may have gone back to the message from before the saga
            return;
        }
        if (scope != null) {
            scope.aroundSameSaga().ifPresent(around -> {
                throw new IllegalStateException(LostSaga.message(step, around));
            });
        }
    }

    private Started start(NewSaga saga, @Nullable NewStep first, Exchange exchange) {
        try {
            return coordinator.start(saga, first, new Context(traces.of(exchange), Map.of()));
        } catch (CoordinatorException e) {
            // on a stock coordinator a repeated start is another saga: the lost one has no participants and does no
            // harm
            if (e.mayHaveHappened() && coordinator.engine() == Engine.BACTRIAN) {
                late.cancelLost(saga);
            }
            throw e;
        }
    }

    private void joinFirst(
            Exchange exchange,
            @Nullable SagaScope scope,
            StepOpening opening,
            @Nullable NewStep first,
            Started started) {
        Engine engine = coordinator.engine();
        String recoveryUrl = started.recoveryUrl();
        NewStep joined = first == null || recoveryUrl == null ? opening.toJoinOwn(engine, started.id()) : first;
        if (recoveryUrl == null) {
            recoveryUrl = coordinator.join(started.id(), joined, reports.context(exchange, started.id()));
        }
        begun(
                exchange,
                scope,
                opening,
                new BegunStep(started.id(), opening.id(), joined, recoveryUrl, opening.userOptions()));
    }

    /** Begins a step of a saga that exists. */
    void join(LraId id, Exchange exchange, CamelSagaStep step) {
        SagaScope scope = SagaScope.current(exchange);
        StepOptions options = StepOptions.evaluate(step, exchange);
        StepOpening fresh = opening(step, options, routeId(exchange, scope), exchange);
        StepOpening opening = UnansweredJoin.of(exchange, id, fresh);
        if (coordinator.engine() == Engine.UNKNOWN && !opening.small()) {
            coordinator.ping();
        }
        Duration limit = step.getTimeoutInMilliseconds().map(Duration::ofMillis).orElse(null);
        NewStep joining = opening.toJoin(coordinator.engine(), id, limit);
        String recoveryUrl;
        try {
            recoveryUrl = coordinator.join(id, joining, reports.context(exchange, id));
        } catch (CoordinatorException e) {
            UnansweredJoin.remember(exchange, id, opening, e);
            throw e;
        }
        UnansweredJoin.forget(exchange);
        begun(exchange, scope, opening, new BegunStep(id, opening.id(), joining, recoveryUrl, opening.userOptions()));
    }

    private StepOpening opening(CamelSagaStep step, StepOptions options, String routeId, Exchange exchange) {
        check.beforeAStep();
        // our coordinator keeps the trace itself, in a stock one's callbacks only the URL is ours
        String trace = coordinator.engine() == Engine.BACTRIAN
                ? null
                : traces.of(exchange).get(LraHeaders.TRACEPARENT);
        return new StepOpening(step, options, routeId, presence.unboundClientId(), trace, callbacks, tokens);
    }

    private void begun(Exchange exchange, @Nullable SagaScope scope, StepOpening opening, BegunStep begun) {
        Map<String, Object> toStore = opening.toStore(coordinator.engine());
        if (!toStore.isEmpty()) {
            Context context = reports.context(exchange, begun.saga());
            begun.add(
                    toStore,
                    all -> coordinator.report(begun.saga(), begun.participant(), StepReport.running(all), context));
        }
        if (scope != null) {
            scope.hasBegun(begun);
        }
        if (SagaScope.starterOf(exchange, begun.saga()).isPresent()) {
            reports.withNextRequest(begun, StepReport.running(null));
        }
    }

    /** The route, or a {@code saga:complete} in it, is done with the saga. */
    void close(LraId id, Exchange exchange) {
        SagaScope starter = SagaScope.starterOf(exchange, id).orElse(null);
        if (starter != null && starter.failed(exchange)) {
            LOG.info(
                    "Saga {} is cancelled, its route failed and an error handler has dealt with it: {}",
                    id,
                    SagaScope.reason(exchange));
            cancel(id, exchange);
            return;
        }
        settle(id, exchange, starter, StepReport.done());
        try {
            String status = coordinator.decide(id, Decision.CLOSE, reports.context(exchange, id));
            if (status.equals("FailedToClose")) {
                LOG.error(
                        "Saga {} is {}: all its steps stand, one could not be completed and needs a person",
                        id,
                        status);
            }
            TransactionScope.around(exchange).ifPresent(transaction -> transaction.hasClosed(id));
        } catch (CoordinatorException e) {
            if (e instanceof CoordinatorRefusedException refused && !refused.passing() && !maybeForgetful(refused)) {
                throw new SagaNotClosedException(id.value(), refused);
            }
            late.repeat(id, Decision.CLOSE);
            SagaOutcomeUnknownException unknown = new SagaOutcomeUnknownException(id.value(), Decision.CLOSE, e);
            UndecidedSaga.remember(exchange, starter, unknown);
            throw unknown;
        }
    }

    /** Undoes what the saga did. The exception that led here is never replaced by one of the coordinator's. */
    void cancel(LraId id, Exchange exchange) {
        SagaScope starter = SagaScope.starterOf(exchange, id).orElse(null);
        boolean failed = exchange.getException() != null || starter != null && starter.failed(exchange);
        settle(
                id,
                exchange,
                starter,
                StepReport.failed(failed ? SagaScope.reason(exchange) : "compensation asked for by the route"));
        try {
            String status = coordinator.decide(id, Decision.CANCEL, reports.context(exchange, id));
            if (status.equals("FailedToCancel")) {
                LOG.error("Saga {} is {}: a step could not be undone and needs a person", id, status);
            } else {
                LOG.debug("Saga {} is {}", id, status);
            }
        } catch (CoordinatorException e) {
            SagaException trouble;
            if (e instanceof CoordinatorRefusedException refused && !refused.passing() && !maybeForgetful(refused)) {
                trouble = new SagaNotCancelledException(id.value(), refused);
                LOG.error("{}", trouble.getMessage());
            } else {
                late.repeat(id, Decision.CANCEL);
                trouble = new SagaOutcomeUnknownException(id.value(), Decision.CANCEL, e);
            }
            if (!failed) {
                throw trouble;
            }
            if (exchange.getException() != null) {
                exchange.getException().addSuppressed(trouble);
            }
        }
    }

    /** The exchange leaves a block: reports its step, and takes care of a MANUAL saga that nobody will decide any more. */
    void left(Exchange exchange, SagaScope scope) {
        LraId started = scope.started();
        if (started != null && scope.block().manual() && !scope.decided() && scope.failed(exchange)) {
            undecided(started, exchange);
        }
        BegunStep step = scope.step();
        if (step == null || started != null && scope.decided()) {
            return;
        }
        StepReport report = scope.failed(exchange) ? StepReport.failed(SagaScope.reason(exchange)) : StepReport.done();
        SagaScope starter = SagaScope.starterOf(exchange, step.saga()).orElse(null);
        if (starter == null || starter == scope || starter.block().manual()) {
            reports.byItself(step, report);
            return;
        }
        reports.withNextRequest(step, report);
        if (starter.decided()) {
            // a branch that nobody waited for: the decision may have taken along what waited before this was there
            reports.byItself(step, report);
        }
    }

    private void undecided(LraId id, Exchange exchange) {
        if (onManualFailure == SagaSettings.OnManualFailure.LEAVE_OPEN) {
            LOG.warn("Saga {} stays open: its route failed before it was decided ({})", id, SagaScope.reason(exchange));
            return;
        }
        LOG.info("Saga {} is cancelled: its route failed before it was decided ({})", id, SagaScope.reason(exchange));
        cancel(id, exchange);
    }

    private void settle(LraId id, Exchange exchange, @Nullable SagaScope starter, StepReport report) {
        SagaScope.isDecidedNow(exchange, id);
        if (starter != null) {
            BegunStep step = starter.step();
            if (step != null) {
                reports.withNextRequest(step, report);
            }
        }
    }

    private boolean maybeForgetful(CoordinatorRefusedException refused) {
        return coordinator.engine() == Engine.STOCK && refused.status() == 404;
    }

    private static String routeId(Exchange exchange, @Nullable SagaScope scope) {
        if (scope != null) {
            return scope.block().routeId();
        }
        String current = ExchangeHelper.getRouteId(exchange);
        return current == null ? exchange.getFromRouteId() : current;
    }
}
