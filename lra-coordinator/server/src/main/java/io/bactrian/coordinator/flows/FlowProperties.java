package io.bactrian.coordinator.flows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Flows and how they are followed.
 *
 * @param flows how each flow should go, by its name; default none
 * @param flowTracker how their events are read
 * @param kafka the broker
 * @param pollInterval how often the ledger is asked for what is late; default 250ms
 * @param retention how long ended flows are kept, and those that nothing can end since their latest event; default 30d
 */
@ConfigurationProperties("bactrian")
record FlowProperties(
        @DefaultValue Map<String, @Nullable Declared> flows,
        @DefaultValue Tracker flowTracker,
        @DefaultValue Kafka kafka,
        @DefaultValue("250ms") Duration pollInterval,
        @DefaultValue("30d") Duration retention) {

    /**
     * How a flow should go.
     *
     * @param topics where its events are published
     * @param events the types of all its events
     * @param beginsWith types of events that begin it
     * @param expect what is expected after which event, and within what time
     */
    record Declared(
            @DefaultValue List<String> topics,
            @DefaultValue List<String> events,
            @DefaultValue List<String> beginsWith,
            @DefaultValue List<Expected> expect,
            @DefaultValue EndsWith endsWith) {}

    /**
     * After an event, something is expected.
     *
     * @param after type of the event
     * @param oneOf types of events of which one has to follow
     * @param within how long it may take, for example 30s
     */
    record Expected(
            @Nullable String after,
            @DefaultValue List<String> oneOf,
            @Nullable String within) {}

    /**
     * Which events end a flow, once nothing is expected any more.
     *
     * @param done types of events that end it well
     * @param compensated types of events that end it as undone
     */
    record EndsWith(
            @DefaultValue List<String> done, @DefaultValue List<String> compensated) {}

    /**
     * How events are read.
     *
     * @param group consumer group of all coordinator nodes; default bactrian-flows
     * @param deadLetterTopic where events go that cannot be understood; default bactrian.flows.dead-letters
     */
    record Tracker(
            @DefaultValue("bactrian-flows") String group,
            @DefaultValue("bactrian.flows.dead-letters") String deadLetterTopic) {}

    /**
     * The broker; where it is says spring.kafka.bootstrap-servers.
     *
     * @param enabled whether anything is read from Kafka; default false
     */
    record Kafka(@DefaultValue("false") boolean enabled) {}
}
