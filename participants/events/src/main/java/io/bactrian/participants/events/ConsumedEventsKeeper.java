package io.bactrian.participants.events;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Forgets, once an hour, that events were handled which Kafka does not have any more. */
final class ConsumedEventsKeeper extends RouteBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumedEventsKeeper.class);

    private final ConsumedEvents consumed;
    private final Duration keep;

    ConsumedEventsKeeper(ConsumedEvents consumed, Duration keep) {
        this.consumed = consumed;
        this.keep = keep;
    }

    // spotless:off
    @Override
    public void configure() {
        from("scheduler:consumed-events?initialDelay=60000&delay=3600000").routeId("forget-consumed-events")
            .process(exchange -> forget());
    }
    // spotless:on

    private void forget() {
        try {
            LOG.debug("Forgot {} events", consumed.forget(keep));
        } catch (DataAccessException e) {
            LOG.warn("Old events could not be forgotten, tried again in an hour: {}", e.getMessage());
        }
    }
}
