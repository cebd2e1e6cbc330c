package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.saga.RetryPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The engine's settings.
 *
 * @param defaultTimeLimit deadline of a saga that neither start nor join gave one; default 1h
 * @param retention how long ended sagas are kept; default 30d
 * @param callTimeout for one call to a participant; default 30s
 * @param pollInterval how often the ledger is asked for due work; default 250ms
 * @param instanceSilence after which an announced application instance is taken for lost; default 20s
 * @param nodeSilence after which another node's calls are taken over; default 10s
 */
@ConfigurationProperties("bactrian")
record EngineProperties(
        @DefaultValue("1h") Duration defaultTimeLimit,
        @DefaultValue("30d") Duration retention,
        @DefaultValue("30s") Duration callTimeout,
        @DefaultValue("250ms") Duration pollInterval,
        @DefaultValue("20s") Duration instanceSilence,
        @DefaultValue("10s") Duration nodeSilence,
        @DefaultValue Retry retry) {

    /**
     * How failed calls are made again, for participants without a policy of their own.
     *
     * @param initial wait after the first failure; default 500ms
     * @param factor what each further wait is multiplied by; default 2
     * @param max longest wait; default 1m
     * @param attempts failures after which the participant is parked; default 10
     */
    record Retry(
            @DefaultValue("500ms") Duration initial,
            @DefaultValue("2") double factor,
            @DefaultValue("1m") Duration max,
            @DefaultValue("10") int attempts) {}

    EngineSettings settings() {
        return new EngineSettings(
                defaultTimeLimit,
                new RetryPolicy(retry.initial(), retry.factor(), retry.max(), retry.attempts()),
                retention,
                instanceSilence,
                nodeSilence);
    }
}
