package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.reading.BrokerCheck;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** The broker answers, and this node reads the events of flows. */
final class FlowHealthIndicator implements HealthIndicator {

    private final BrokerCheck check;
    private final FlowReading reading;
    private final Declarations declarations;

    FlowHealthIndicator(BrokerCheck check, FlowReading reading, Declarations declarations) {
        this.check = check;
        this.reading = reading;
        this.declarations = declarations;
    }

    @Override
    public Health health() {
        return check.check(
                Health.up()
                        .withDetail("topics", declarations.topics())
                        .withDetail("partitionsReadHere", reading.partitions()),
                reading.isReading());
    }
}
