package io.bactrian.cli.chaos;

import io.bactrian.cli.system.Part;
import java.time.Duration;
import java.time.Instant;

/**
 * A part that was killed and came back.
 *
 * @param at the instant of the kill
 * @param healthyAt when it answered again
 */
public record Kill(Part part, long pid, Instant at, Instant healthyAt) {

    public Duration away() {
        return Duration.between(at, healthyAt);
    }
}
