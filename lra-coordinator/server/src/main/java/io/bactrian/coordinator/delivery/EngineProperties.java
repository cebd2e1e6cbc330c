package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.saga.RetryPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The engine's settings. A time that is too short to be meant ends the start: mostly it is a number without its unit, and
 * would remove all history or cancel the sagas of living applications.
 *
 * @param defaultTimeLimit deadline of a saga that neither start nor join gave one; default 1h, 1s or longer
 * @param retention how long ended sagas are kept; default 30d, 1m or longer
 * @param callTimeout for one call to a participant; default 30s, 100ms or longer
 * @param pollInterval how often the ledger is asked for due work; default 250ms, 10ms or longer; 0 for on request only
 * @param instanceSilence after which an announced application instance is taken for lost; default 20s; 10s or longer,
 *     because applications are heard every 5s
 * @param nodeSilence after which another node's calls are taken over; default 10s; 6s or longer, because nodes are heard
 *     every 2s
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

    EngineProperties {
        refuseShorter("default-time-limit", defaultTimeLimit, "1s", Duration.ofSeconds(1));
        refuseShorter("retention", retention, "1m", Duration.ofMinutes(1));
        refuseShorter("call-timeout", callTimeout, "100ms", Duration.ofMillis(100));
        if (!pollInterval.isZero()) {
            refuseShorter("poll-interval", pollInterval, "0 or 10ms", Duration.ofMillis(10));
        }
        refuseShorter("instance-silence", instanceSilence, "10s", Duration.ofSeconds(10));
        refuseShorter("node-silence", nodeSilence, "6s", Duration.ofSeconds(6));
    }

    private static void refuseShorter(String name, Duration given, String allowed, Duration shortest) {
        if (given.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("bactrian." + name + " must be " + allowed + " or longer, was "
                    + given.toMillis() + "ms; a number without a unit is milliseconds");
        }
    }

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
            @DefaultValue("10") int attempts) {

        Retry {
            try {
                new RetryPolicy(initial, factor, max, attempts);
            } catch (IllegalArgumentException e) {
                // without a cause: the start shows the innermost message only
                throw new IllegalArgumentException("bactrian.retry." + e.getMessage());
            }
        }

        RetryPolicy policy() {
            return new RetryPolicy(initial, factor, max, attempts);
        }
    }

    EngineSettings settings() {
        return new EngineSettings(defaultTimeLimit, retry.policy(), retention, instanceSilence, nodeSilence);
    }
}
