package io.bactrian.participants.events;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts events that cannot be handled aside, as they came, with the reason. Sent back to its own topic as it is, such an event is
 * handled like a new one by whoever has not handled it yet.
 */
final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST_REASON = 2_000;

    private final KafkaSender sender;
    private final Clock clock;
    private final String suffix;

    DeadLetters(KafkaSender sender, Clock clock, String suffix) {
        this.sender = sender;
        this.clock = clock;
        this.suffix = suffix;
    }

    /**
     * Puts an event aside.
     *
     * @param record as it came from Kafka
     * @throws NotSentException if the broker does not take it
     */
    void bury(Message record, String consumer, int attempts, Throwable reason) {
        String topic = record.getHeader(KafkaConstants.TOPIC, consumer, String.class);
        Map<String, Object> headers = headers(record);
        headers.put(EventHeaders.DEAD_REASON, reason(reason));
        headers.put(EventHeaders.DEAD_CONSUMER, consumer);
        headers.put(EventHeaders.DEAD_ATTEMPTS, String.valueOf(attempts));
        headers.put(EventHeaders.DEAD_TIME, clock.instant().toString());
        headers.put(EventHeaders.DEAD_TOPIC, topic);
        headers.put(EventHeaders.DEAD_PARTITION, String.valueOf(record.getHeader(KafkaConstants.PARTITION)));
        headers.put(EventHeaders.DEAD_OFFSET, String.valueOf(record.getHeader(KafkaConstants.OFFSET)));
        byte[] key = record.getHeader(KafkaConstants.KEY, byte[].class);
        byte[] value = record.getBody(byte[].class);
        try {
            sender.send(topic + suffix, key, headers, value);
        } catch (NotSentException e) {
            if (!e.isCausedBy(RecordTooLargeException.class)) {
                throw e;
            }
            // as large as a record may be, and the reason is too much: the value can still be read at the offset told
            sender.send(topic + suffix, key, headers, null);
        }
        LOG.error(
                "{} put an event aside after {} attempts, it is in {} now: offset {} of partition {} of {}",
                consumer,
                attempts,
                topic + suffix,
                record.getHeader(KafkaConstants.OFFSET),
                record.getHeader(KafkaConstants.PARTITION),
                topic,
                reason);
    }

    private static Map<String, Object> headers(Message record) {
        Map<String, Object> headers = new HashMap<>();
        Headers came = record.getHeader(KafkaConstants.HEADERS, Headers.class);
        if (came != null) {
            for (Header header : came) {
                if (header.value() != null) {
                    headers.put(header.key(), header.value());
                }
            }
        }
        return headers;
    }

    /** From the outermost exception inwards. */
    private static String reason(@Nullable Throwable thrown) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = thrown; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            reason.append(reason.isEmpty() ? "" : ": ").append(cause.getClass().getSimpleName());
            if (cause.getMessage() != null) {
                reason.append(' ').append(cause.getMessage());
            }
        }
        return reason.length() <= LONGEST_REASON ? reason.toString() : reason.substring(0, LONGEST_REASON);
    }
}
