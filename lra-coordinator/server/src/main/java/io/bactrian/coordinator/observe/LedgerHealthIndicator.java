package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.ledger.Figures;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** The ledger's tables can be read: without them nothing can be started, joined or decided. */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

    private final Figures figures;

    LedgerHealthIndicator(Figures figures) {
        super("the ledger is out of reach");
        this.figures = figures;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Figures.Snapshot now = figures.take();
        builder.up().withDetail("attention", now.attention()).withDetail("parked", now.parked());
    }
}
