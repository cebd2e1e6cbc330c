package io.bactrian.starter.saga;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heartbeats from the moment the routes can take callbacks, and a goodbye when they have ended their exchanges: Camel stops its
 * services after its routes.
 */
final class SagaLife extends ServiceSupport implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(SagaLife.class);

    private final Presence presence;
    private final LateDecisions late;
    private final CoordinatorCheck check;
    private final DeployGuard guard;
    private final ScheduledExecutorService pulse;
    private final ScheduledExecutorService background;
    private @Nullable ScheduledFuture<?> heartbeat;
    private @Nullable ScheduledFuture<?> questions;

    /**
     * @param pulse for the heartbeats alone: whatever else waits for the coordinator must not delay them
     * @param background for the questions of the guard
     */
    SagaLife(
            Presence presence,
            LateDecisions late,
            CoordinatorCheck check,
            DeployGuard guard,
            ScheduledExecutorService pulse,
            ScheduledExecutorService background) {
        this.presence = presence;
        this.late = late;
        this.check = check;
        this.guard = guard;
        this.pulse = pulse;
        this.background = background;
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
            long pause = Presence.HEARTBEAT.toMillis();
            heartbeat = pulse.scheduleWithFixedDelay(() -> goingOn(presence::beat), 0, pause, TimeUnit.MILLISECONDS);
            questions =
                    background.scheduleWithFixedDelay(() -> goingOn(guard::beat), pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** What is thrown at the scheduler ends the task for ever. */
    private static void goingOn(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Trying again in {} s", Presence.HEARTBEAT.toSeconds(), e);
        }
    }

    @Override
    protected synchronized void doStop() {
        if (heartbeat != null) {
            heartbeat.cancel(false);
            heartbeat = null;
        }
        if (questions != null) {
            questions.cancel(false);
            questions = null;
        }
        late.tryOnceMore();
        presence.sayGoodbye();
    }
}
