package io.bactrian.routes.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a step may take and how it spends that time.
 *
 * @param timeout of a whole step, every try and pause in it; a further try starts only if it can end within this time
 * @param callTimeout of one HTTP call, from the request to its answer
 * @param connectTimeout of opening a connection
 * @param firstPause before the second try; each later pause is twice as long
 * @param longestPause no pause is longer
 */
@ConfigurationProperties("routes.step")
record StepLimits(
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("5s") Duration callTimeout,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("100ms") Duration firstPause,
        @DefaultValue("2s") Duration longestPause) {

    StepLimits {
        if (timeout.compareTo(callTimeout) < 0) {
            throw new IllegalArgumentException("routes.step.timeout must be at least routes.step.call-timeout ("
                    + callTimeout + "), was " + timeout + ": the first call alone may take that long");
        }
    }
}
