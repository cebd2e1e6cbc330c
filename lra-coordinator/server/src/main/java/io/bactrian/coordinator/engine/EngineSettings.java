package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.saga.RetryPolicy;
import java.time.Duration;

/**
 * The engine's numbers.
 *
 * @param defaultTimeLimit the deadline of a saga that nobody gave one
 * @param retry for participants that brought no policy of their own
 * @param retention how long ended sagas are kept
 * @param instanceSilence after which an application instance that announced itself is taken for lost
 * @param nodeSilence after which the calls of another coordinator node are taken over
 */
public record EngineSettings(
        Duration defaultTimeLimit,
        RetryPolicy retry,
        Duration retention,
        Duration instanceSilence,
        Duration nodeSilence) {

    /** One hour, {@link RetryPolicy#DEFAULT}, 30 days, 20 s, 10 s. */
    public static final EngineSettings DEFAULT = new EngineSettings(
            Duration.ofHours(1),
            RetryPolicy.DEFAULT,
            Duration.ofDays(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10));
}
