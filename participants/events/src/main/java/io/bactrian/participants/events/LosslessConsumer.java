package io.bactrian.participants.events;

import java.time.Duration;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sets what a Kafka consumer must have to lose nothing. Camel's defaults commit by the clock, pass over an event whose route or whose
 * poll has failed, and start a new group behind what is there already.
 */
final class LosslessConsumer {

    /**
     * Camel commits when all events of a poll are behind it. With more than one, events that are done and dead letters that are sent
     * come again because of what came after them; a run of failing events takes so long that Kafka drops the consumer first, and
     * then they come again for ever. The client has fetched the next ones anyway.
     */
    private static final int EVENTS_PER_POLL = 1;

    /** Kafka's own: without a poll for so long a consumer is taken for dead. */
    private static final int KAFKAS_POLL_INTERVAL_MILLIS = 300_000;

    private static final long LONGEST_POLL_INTERVAL_MILLIS = 1_800_000;
    private static final long POLL_MILLIS = 500;

    /** After this time without a sign of life a replica's partitions go to the others, unless another time was chosen. */
    private static final int SILENCE_MILLIS = 10_000;

    /** Kafka's own: long to stand still for a replica that was killed. */
    private static final int KAFKAS_SILENCE_MILLIS = 45_000;

    private LosslessConsumer() {}

    /** @param waits how long handling one event may wait in all, between its attempts and for a database that is away */
    static void configure(KafkaEndpoint endpoint, Duration waits) {
        KafkaConfiguration configuration = endpoint.getConfiguration();
        // an offset is committed once its event was handled; what failed is read again
        configuration.setAutoCommitEnable(false);
        configuration.setAllowManualCommit(true);
        endpoint.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
        configuration.setBreakOnFirstError(true);
        configuration.setPollOnError(PollOnError.RECONNECT);
        // what a transaction published that was aborted has not happened
        configuration.setIsolationLevel("read_committed");
        // as they came: what cannot be read must reach the dead-letter topic unchanged
        configuration.setKeyDeserializer(ByteArrayDeserializer.class.getName());
        configuration.setValueDeserializer(ByteArrayDeserializer.class.getName());
        if (!endpoint.getEndpointUri().contains("autoOffsetReset")) {
            configuration.setAutoOffsetReset("earliest");
        }
        if (configuration.getMaxPollRecords() == null) {
            configuration.setMaxPollRecords(EVENTS_PER_POLL);
        }
        setPollInterval(configuration, waits);
        if (configuration.getSessionTimeoutMs() == KAFKAS_SILENCE_MILLIS
                && configuration.getHeartbeatIntervalMs() < SILENCE_MILLIS) { // Kafka demands it
            configuration.setSessionTimeoutMs(SILENCE_MILLIS);
        }
        // a consumer can only stop between two polls
        configuration.setPollTimeoutMs(POLL_MILLIS);
    }

    /**
     * As given, unless all events of a poll may wait for longer; as much again is left for the work itself. So many events that this
     * would be very long are fewer: it is also how long a handler that hangs goes unnoticed.
     */
    private static void setPollInterval(KafkaConfiguration configuration, Duration waits) {
        Integer given = configuration.getMaxPollIntervalMs();
        long least = given == null ? KAFKAS_POLL_INTERVAL_MILLIS : given;
        long longest = Math.max(least, LONGEST_POLL_INTERVAL_MILLIS);
        long each = 2 * waits.toMillis();
        if (each * configuration.getMaxPollRecords() > longest) {
            configuration.setMaxPollRecords((int) Math.max(1, longest / each));
        }
        long needed = each * configuration.getMaxPollRecords();
        configuration.setMaxPollIntervalMs((int) Math.min(Integer.MAX_VALUE, Math.max(least, needed)));
    }
}
