package io.bactrian.participants.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What can be watched: events handled per consumer and outcome, and how many wait to be published. */
final class EventMeters {

    private final MeterRegistry registry;

    EventMeters(MeterRegistry registry, OutboxStore outbox) {
        this.registry = registry;
        Gauge.builder("bactrian.events.outbox", outbox, OutboxStore::size)
                .description("events that wait to be published")
                .register(registry);
    }

    void count(String consumer, EventOutcome outcome) {
        Counter.builder("bactrian.events.consumed")
                .description("events that were delivered")
                .tag("consumer", consumer)
                .tag("outcome", outcome.word())
                .register(registry)
                .increment();
    }
}
