package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.flows.EventReader.Found;
import io.bactrian.coordinator.flows.EventReader.Reading;
import io.bactrian.coordinator.flows.EventReader.Refused;
import io.bactrian.coordinator.reading.GroupProgress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;

/**
 * Puts records into their flows. When it returns, the ledger has all of them that are events, the rest is put aside, and the
 * offsets are committed; when it throws, the same records have to come again. Used by the thread of one consumer.
 *
 * <p>It commits how far the consumer got in each partition, not only behind the last record: a partition that ends with the
 * mark of a transaction, or with events that were rolled back, is read to its end too, and {@link GroupProgress} has to know.
 */
final class EventListener implements BatchConsumerAwareMessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(EventListener.class);
    private static final int MOST_TYPES_TOLD = 100;
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);

    private final EventReader reader;
    private final FlowTracker tracker;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final Set<String> typesTold = new HashSet<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    EventListener(EventReader reader, FlowTracker tracker, DeadLetters deadLetters, Clock clock) {
        this.reader = reader;
        this.tracker = tracker;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    private record FlowKey(String flow, String correlationId) {}

    private record Arrived(ConsumerRecord<byte[], byte[]> message, FlowEvent event) {}

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages, Consumer<?, ?> consumer) {
        take(messages);
        commit(consumer);
    }

    /** Nothing came for a while, and everything that came is in the ledger. */
    void idle(Consumer<?, ?> consumer) {
        commit(consumer);
    }

    /** What cannot be committed now is committed with what comes next, or comes again and changes nothing. */
    private void commit(Consumer<?, ?> consumer) {
        try {
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                long position = consumer.position(partition, COMMIT_PATIENCE);
                if (!Long.valueOf(position).equals(committed.get(partition))) {
                    positions.put(partition, new OffsetAndMetadata(position));
                }
            }
            if (!positions.isEmpty()) {
                consumer.commitSync(positions, COMMIT_PATIENCE);
                positions.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("offsets of flows could not be committed now", e);
        }
    }

    void take(List<ConsumerRecord<byte[], byte[]>> messages) {
        Instant now = clock.instant();
        Map<FlowKey, List<Arrived>> byFlow = new LinkedHashMap<>();
        List<DeadLetters.Letter> dead = new ArrayList<>();
        List<DeadLetters.Letter> foreign = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            Reading reading = reader.read(message, now);
            if (reading instanceof Found found) {
                byFlow.computeIfAbsent(new FlowKey(found.flow(), found.correlationId()), key -> new ArrayList<>())
                        .add(new Arrived(message, found.event()));
            } else if (reading instanceof Refused refused) {
                (refused.reason().isDeadLetter() ? dead : foreign).add(new DeadLetters.Letter(message, refused));
            }
        }
        byFlow.forEach((flow, arrived) -> record(flow, arrived, dead));
        foreign.forEach(this::pass);
        deadLetters.put(dead);
        dead.forEach(letter -> tracker.tell(told -> told.leftOut(letter.why().reason())));
    }

    private void record(FlowKey flow, List<Arrived> arrived, List<DeadLetters.Letter> dead) {
        try {
            record(flow, arrived);
        } catch (DataIntegrityViolationException e) {
            // one of them must not take the others with it
            LOG.debug("the ledger refuses events of flow {}, they are tried one by one: {}", flow.flow(), words(e));
            for (Arrived one : arrived) {
                try {
                    record(flow, List.of(one));
                } catch (DataIntegrityViolationException refusal) {
                    dead.add(new DeadLetters.Letter(
                            one.message(), new Refused(LeftOut.REFUSED, "the ledger refuses it: " + words(refusal))));
                }
            }
        }
    }

    /** The database's own words name the statement and the values: they stay out of the log. */
    private static String words(DataIntegrityViolationException refusal) {
        String state = refusal.getMostSpecificCause() instanceof SQLException cause ? cause.getSQLState() : null;
        if (state == null) {
            return refusal.getClass().getSimpleName();
        }
        String what = state.startsWith("22") ? "a value does not fit" : "a rule of its tables does not allow it";
        return what + " (SQL state " + state + ")";
    }

    private void record(FlowKey flow, List<Arrived> arrived) {
        FlowTracker.Recorded recorded = tracker.record(
                flow.flow(),
                flow.correlationId(),
                arrived.stream().map(Arrived::event).toList());
        if (recorded.surplus() > 0) {
            LOG.warn(
                    "flow {} {} has {} events, more than any flow should; {} more are not kept: does every sender use"
                            + " this correlation_id?",
                    flow.flow(),
                    flow.correlationId(),
                    FlowTracker.MOST_EVENTS,
                    recorded.surplus());
        }
    }

    /** Other events may share a topic: each type is mentioned once. */
    private void pass(DeadLetters.Letter letter) {
        tracker.tell(told -> told.leftOut(letter.why().reason()));
        String detail = letter.why().detail();
        if (typesTold.size() < MOST_TYPES_TOLD && typesTold.add(detail)) {
            LOG.info("record {} and others like it are left out: {}", letter.place(), detail);
        }
    }

    static String place(ConsumerRecord<?, ?> message) {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }
}
