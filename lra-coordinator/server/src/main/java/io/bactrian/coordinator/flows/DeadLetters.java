package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.flows.EventReader.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.ProducerListener;

/**
 * Puts records aside that cannot be understood: a copy with the reason, for a person. If the broker does not take the copy,
 * the log says where the record is, and the reading goes on: the record itself is still in its topic.
 */
final class DeadLetters {

    static final String REASON = "Bactrian-Reason";
    static final String PLACE = "Bactrian-Place";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaOperations<byte[], byte[]> broker;
    private final String topic;
    private final Duration patience;

    /**
     * @param patience for all copies of one batch together, once they are sent
     */
    DeadLetters(ProducerFactory<byte[], byte[]> producers, String topic, Duration patience) {
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        // the standard one writes key and value into the log, which are nobody's business but the sender's
        template.setProducerListener(new ProducerListener<>() {});
        this.broker = template;
        this.topic = topic;
        this.patience = patience;
    }

    /** A record and why it is put aside. */
    record Letter(ConsumerRecord<byte[], byte[]> message, Refused why) {

        String place() {
            return EventListener.place(message);
        }

        ProducerRecord<byte[], byte[]> copyFor(String topic) {
            RecordHeaders headers = new RecordHeaders(message.headers().toArray());
            headers.add(REASON, (why.reason().word() + ": " + why.detail()).getBytes(StandardCharsets.UTF_8));
            headers.add(PLACE, place().getBytes(StandardCharsets.UTF_8));
            return new ProducerRecord<>(topic, null, message.key(), message.value(), headers);
        }
    }

    /** Puts all of them aside; takes its time once, not once for each. */
    void put(List<Letter> letters) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        boolean refused = false;
        for (Letter letter : letters) {
            LOG.warn(
                    "record {} is no event of a flow and goes to {}: {}",
                    letter.place(),
                    topic,
                    letter.why().detail());
            try {
                sent.add(
                        refused
                                ? CompletableFuture.failedFuture(new KafkaException("the one before was refused"))
                                : broker.send(letter.copyFor(topic)));
            } catch (KafkaException | org.springframework.kafka.KafkaException e) {
                refused = true;
                sent.add(CompletableFuture.failedFuture(e));
            }
        }
        long end = System.nanoTime() + patience.toNanos();
        for (int i = 0; i < sent.size(); i++) {
            await(sent.get(i), end - System.nanoTime(), letters.get(i));
        }
    }

    private void await(CompletableFuture<?> copy, long nanos, Letter letter) {
        try {
            copy.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while records are put aside; they come again", e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.error(
                    "record {} could not be copied to {} and is only where it was: {}",
                    letter.place(),
                    topic,
                    words(e));
        }
    }

    /** What the client says, without what the framework wraps around it. */
    private static String words(Exception fault) {
        if (fault instanceof TimeoutException) {
            return "the broker did not take it in time";
        }
        Throwable cause = fault;
        while ((cause instanceof ExecutionException || cause instanceof org.springframework.kafka.KafkaException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
