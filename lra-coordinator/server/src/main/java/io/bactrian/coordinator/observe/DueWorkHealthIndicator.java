package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.delivery.RunningEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * Somebody looks for due work, tells that this node lives, and does whatever else must come again and again: without that no
 * retry, deadline or take-over happens. A ledger that is out of reach does
 * not stop the looking; what does is a fault of this process, which a restart mends.
 */
final class DueWorkHealthIndicator extends AbstractHealthIndicator {

    /** Longer than a look that waits for a database connection in vain. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

    private final Supplier<Optional<Duration>> lateBy;

    /**
     * @param lateBy as {@link RunningEngine#lateBy}
     */
    DueWorkHealthIndicator(Supplier<Optional<Duration>> lateBy) {
        super("the look for due work cannot be judged");
        this.lateBy = lateBy;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Optional<Duration> late = lateBy.get();
        if (late.isEmpty()) {
            builder.up().withDetail("dueWork", "looked for on request only, bactrian.poll-interval is 0");
            return;
        }
        builder.status(late.get().compareTo(LONGEST_DELAY) > 0 ? Status.DOWN : Status.UP)
                .withDetail("lateByMillis", late.get().toMillis());
    }
}
