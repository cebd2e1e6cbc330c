package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.delivery.RunningEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * Somebody looks for due work: without that no retry, deadline or take-over happens. A ledger that is out of reach does
 * not stop the looking; what does is a fault of this process, which a restart mends.
 */
final class DueWorkHealthIndicator extends AbstractHealthIndicator {

    /** Longer than a look that waits for a database connection in vain. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private final Supplier<Optional<Duration>> sinceLastLook;

    /**
     * @param sinceLastLook as {@link RunningEngine#sinceLastLook}
     */
    DueWorkHealthIndicator(Supplier<Optional<Duration>> sinceLastLook) {
        super("the look for due work cannot be judged");
        this.sinceLastLook = sinceLastLook;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Optional<Duration> silence = sinceLastLook.get();
        if (silence.isEmpty()) {
            builder.up().withDetail("dueWork", "looked for on request only, bactrian.poll-interval is 0");
            return;
        }
        builder.status(silence.get().compareTo(LONGEST_SILENCE) > 0 ? Status.DOWN : Status.UP)
                .withDetail("lastLookMillisAgo", silence.get().toMillis());
    }
}
