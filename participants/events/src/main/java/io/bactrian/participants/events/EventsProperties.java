package io.bactrian.participants.events;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How events are published and handled. The broker is Camel's: {@code camel.component.kafka.brokers}, and its security settings.
 *
 * @param enabled whether there is an outbox and {@code policy("once-per-event")} at all; without them no broker is needed
 * @param source who this service is in its events ({@code ce_source}); by default {@code spring.application.name}
 * @param relayPeriod how often the outbox is looked at for what another instance has left behind, or the broker has not taken; what
 *     is committed here is sent at once
 * @param sendTimeout how long Kafka may take to acknowledge an event before it is sent again
 * @param deadLetterSuffix what the dead-letter topic has behind the name of the event's own topic
 * @param keepConsumed how long it is remembered that an event was handled: longer than Kafka keeps it
 * @param retry how often a failing event is tried before it is a dead letter
 */
@ConfigurationProperties("bactrian.events")
record EventsProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String source,
        @DefaultValue("500ms") Duration relayPeriod,
        @DefaultValue("10s") Duration sendTimeout,
        @DefaultValue(".dead-letter") String deadLetterSuffix,
        @DefaultValue("30d") Duration keepConsumed,
        @DefaultValue Retry retry) {

    EventsProperties {
        positive("relay-period", relayPeriod);
        positive("send-timeout", sendTimeout);
        positive("keep-consumed", keepConsumed);
        if (deadLetterSuffix.isEmpty()) {
            throw new IllegalArgumentException(
                    "bactrian.events.dead-letter-suffix must not be empty: dead letters would come back as events");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "bactrian.events.%s must be longer than nothing, was %s".formatted(name, value));
        }
    }

    /**
     * @param attempts how often an event is tried in all
     * @param initial the wait before the second attempt; each further one is twice as long
     * @param max the longest wait
     * @param patience how long an event is kept while the database is away before Kafka is asked for it again
     */
    record Retry(
            @DefaultValue("6") int attempts,
            @DefaultValue("500ms") Duration initial,
            @DefaultValue("10s") Duration max,
            @DefaultValue("1m") Duration patience) {

        Retry {
            if (attempts < 1) {
                throw new IllegalArgumentException("bactrian.events.retry.attempts must be 1 or more, was " + attempts);
            }
            positive("retry.initial", initial);
            positive("retry.max", max);
            positive("retry.patience", patience);
        }

        /** The waits of one event: between its attempts, doubling, and for the database. */
        BackOffExecution waits() {
            ExponentialBackOff backOff = new ExponentialBackOff(initial.toMillis(), 2);
            backOff.setMaxInterval(max.toMillis());
            return backOff.start();
        }

        /** How long one event may wait in all. */
        Duration longestWait() {
            BackOffExecution waits = waits();
            Duration all = patience;
            for (int attempt = 1; attempt < attempts; attempt++) {
                all = all.plusMillis(waits.nextBackOff());
            }
            return all;
        }
    }
}
