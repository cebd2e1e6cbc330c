package io.bactrian.starter.saga;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats from the moment the routes can take callbacks, and a goodbye when they have ended their exchanges: Camel stops its
 * services after its routes.
 */
final class SagaLife extends ServiceSupport implements ExtendedStartupListener {

    private final Presence presence;
    private final LateDecisions late;
    private final CoordinatorCheck check;
    private final DeployGuard guard;
    private final ScheduledExecutorService scheduler;
    private @Nullable ScheduledFuture<?> heartbeat;

    SagaLife(
            Presence presence,
            LateDecisions late,
            CoordinatorCheck check,
            DeployGuard guard,
            ScheduledExecutorService scheduler) {
        this.presence = presence;
        this.late = late;
        this.check = check;
        this.guard = guard;
        this.scheduler = scheduler;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // too early: the announcement of a restart brings compensations, and the routes for them must run
    }

    @Override
    public synchronized void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        if (heartbeat == null) {
            guard.atStart(context);
            check.atStart();
            heartbeat = scheduler.scheduleWithFixedDelay(
                    this::beat, 0, Presence.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void beat() {
        presence.beat();
        guard.beat();
    }

    @Override
    protected synchronized void doStop() {
        if (heartbeat != null) {
            heartbeat.cancel(false);
            heartbeat = null;
        }
        late.tryOnceMore();
        presence.sayGoodbye();
    }
}
