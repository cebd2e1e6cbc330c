package io.bactrian.routes.service;

import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** The time a step has left. */
@Component
class StepTime {

    private static final String STEP_ENDS_AT = "stepEndsAt";

    private final StepLimits limits;
    private final Clock clock;

    StepTime(StepLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    void begin(Exchange exchange) {
        exchange.setProperty(STEP_ENDS_AT, clock.instant().plus(limits.timeout()));
    }

    /** Whether a pause and one more call fit into what is left, both taken at their longest. */
    boolean allowsAnotherTry(Exchange exchange) {
        Instant endsAt = exchange.getProperty(STEP_ENDS_AT, Instant.class);
        Instant latestEnd = clock.instant().plus(limits.longestPause()).plus(limits.callTimeout());
        return endsAt != null && !latestEnd.isAfter(endsAt);
    }
}
