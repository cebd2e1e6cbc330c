package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.reading.BrokerCheck;
import java.time.Duration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/**
 * The broker answers, this node reads the events of flows, and it looks for what is late. A look that stands still for
 * minutes has ended for ever or hangs, which a restart mends; unless the broker is away, whom it may be waiting for.
 */
final class FlowHealthIndicator implements HealthIndicator {

    /** Longer than a look that waits for a database connection in vain. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

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
        Duration late = reading.lateBy();
        return judge(
                check.check(
                        Health.up()
                                .withDetail("topics", declarations.topics())
                                .withDetail("partitionsReadHere", reading.partitions())
                                .withDetail("lateByMillis", late.toMillis()),
                        reading.isReading()),
                late);
    }

    static Health judge(Health asked, Duration late) {
        return asked.getStatus().equals(Status.UP) && late.compareTo(LONGEST_DELAY) > 0
                ? Health.down().withDetails(asked.getDetails()).build()
                : asked;
    }
}
