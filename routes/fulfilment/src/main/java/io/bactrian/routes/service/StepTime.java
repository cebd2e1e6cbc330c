package io.bactrian.routes.service;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The time a step has. */
@Component
class StepTime {

    private final StepLimits limits;
    private final Clock clock;

    StepTime(StepLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** When a step that begins now must be over. */
    Instant endOfStep() {
        return clock.instant().plus(limits.timeout());
    }

    /** Whether a pause and one more call fit into what is left, both taken at their longest. */
    boolean allowsAnotherTry(@Nullable Instant endOfStep) {
        Instant latestEnd = clock.instant().plus(limits.longestPause()).plus(limits.callTimeout());
        return endOfStep != null && !latestEnd.isAfter(endOfStep);
    }
}
