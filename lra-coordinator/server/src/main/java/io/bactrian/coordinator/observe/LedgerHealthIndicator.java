package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.delivery.RunningEngine;
import io.bactrian.coordinator.ledger.Figures;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * The ledger's tables can be read and written: without that nothing can be started, joined or decided. A standby, or a disk that
 * is full, can be read only.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

    private final Figures figures;
    private final Supplier<Optional<Duration>> withoutHeartbeatFor;

    /**
     * @param withoutHeartbeatFor as {@link RunningEngine#withoutHeartbeatFor}
     */
    LedgerHealthIndicator(Figures figures, Supplier<Optional<Duration>> withoutHeartbeatFor) {
        super("the ledger is out of reach");
        this.figures = figures;
        this.withoutHeartbeatFor = withoutHeartbeatFor;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Figures.Snapshot now = figures.take();
        builder.up().withDetail("attention", now.attention()).withDetail("parked", now.parked());
        withoutHeartbeatFor.get().ifPresent(silence -> builder.down()
                .withDetail("fault", "it can be read, but this node's heartbeat could not be written")
                .withDetail("withoutHeartbeatForMillis", silence.toMillis()));
    }
}
