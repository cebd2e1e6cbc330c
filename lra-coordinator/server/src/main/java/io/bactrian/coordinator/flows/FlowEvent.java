package io.bactrian.coordinator.flows;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An event of a flow, as its sender described it. It is told apart from others by its source and id (CloudEvents 1.0,
 * "source + id is unique for each distinct event"), so one that comes twice is one event.
 *
 * @param id unique among the events of its source
 * @param source who sent it
 * @param at when it happened, by its sender's clock
 * @param causationId id of the event that caused it; null when the sender named none
 * @param receivedAt when the coordinator read it first
 */
public record FlowEvent(
        String id,
        String source,
        String type,
        Instant at,
        @Nullable String causationId,
        Instant receivedAt,
        Place place) {

    /** As it happened; the same order on every node, whatever the order of arrival. */
    static final Comparator<FlowEvent> ORDER =
            Comparator.comparing(FlowEvent::at).thenComparing(FlowEvent::source).thenComparing(FlowEvent::id);

    /** How much the clock of a sender and the way to the coordinator may add up to before the sender's time is doubted. */
    static final Duration CLOCK_MARGIN = Duration.ofSeconds(5);

    /** Where the event was read. */
    public record Place(String topic, int partition, long offset) {

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** What makes it unique, short enough for an index. */
    String key() {
        return Hash.of(source, id);
    }

    /**
     * From when on the time of what is expected next runs: when it happened, or when it was read if the two are further
     * apart than {@link #CLOCK_MARGIN}. Then either the sender's clock is wrong, and would call a flow late at once or
     * never, or the event was held up, and whoever has to answer it could not know of it any earlier.
     */
    Instant countsFrom() {
        return Duration.between(at, receivedAt).abs().compareTo(CLOCK_MARGIN) > 0 ? receivedAt : at;
    }
}
