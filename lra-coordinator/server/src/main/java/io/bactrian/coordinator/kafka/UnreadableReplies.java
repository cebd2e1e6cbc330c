package io.bactrian.coordinator.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;

/**
 * Puts records aside that are no answers: a copy with the reason and the place, for a person. While the broker is away they wait;
 * where it refuses the copy, the log says where the record is, and the reading goes on.
 */
final class UnreadableReplies implements ConsumerRecordRecoverer {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableReplies.class);

    private final KafkaOperations<byte[], byte[]> broker;
    private final String topic;
    private final Counts counts;

    UnreadableReplies(KafkaOperations<byte[], byte[]> broker, String topic, Counts counts) {
        this.broker = broker;
        this.topic = topic;
        this.counts = counts;
    }

    /**
     * @throws RuntimeException when the broker does not take the copy now: the record must come again
     */
    @Override
    public void accept(ConsumerRecord<?, ?> message, Exception fault) {
        try {
            broker.send(copy(message, fault)).get(); // ends with the producer's own time-out
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while record " + place(message) + " is put aside", e);
        } catch (ExecutionException | RuntimeException e) {
            if (!Faults.concernsParticipant(e)) {
                throw new IllegalStateException(
                        "record " + place(message) + " cannot be put aside now: " + Faults.words(e), e);
            }
            counts.reply("unreadable-not-kept");
            LOG.error(
                    "record {} is no answer ({}) and could not be copied to {}, it is only where it was: {}",
                    place(message),
                    Faults.words(fault),
                    topic,
                    Faults.words(e));
            return;
        }
        counts.reply("unreadable");
        LOG.warn("record {} is no answer and is now in {}: {}", place(message), topic, Faults.words(fault));
    }

    /**
     * Warns when the topic is not there and the broker does not make it.
     *
     * @return false when the broker did not say
     */
    boolean lookForTopic() {
        try {
            broker.partitionsFor(topic);
            return true;
        } catch (RuntimeException | Error e) {
            if (!Faults.concernsParticipant(e)) {
                return false;
            }
            LOG.warn(
                    "topic {} cannot be used: {}. Create it; until then records of the reply topic that are no answers are"
                            + " logged and not copied",
                    topic,
                    Faults.words(e));
            return true;
        }
    }

    private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<?, ?> message, Exception fault) {
        RecordHeaders headers = new RecordHeaders(message.headers().toArray());
        headers.add(Headers.REASON, Faults.reason(fault));
        headers.add(Headers.PLACE, place(message).getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(topic, null, (byte[]) message.key(), (byte[]) message.value(), headers);
    }

    static String place(ConsumerRecord<?, ?> message) {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }
}
