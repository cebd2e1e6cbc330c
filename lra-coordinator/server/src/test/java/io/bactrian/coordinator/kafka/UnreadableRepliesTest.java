package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.mock.MockProducerFactory;

@ExtendWith(OutputCaptureExtension.class)
class UnreadableRepliesTest {

    private static final RuntimeException MISSING =
            new TimeoutException("Topic dead not present in metadata", new UnknownTopicOrPartitionException());
    private static final RuntimeException AWAY = new TimeoutException("Expiring 1 record(s)");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer());
    private final UnreadableReplies unreadable = new UnreadableReplies(
            new KafkaTemplate<>(new MockProducerFactory<byte[], byte[]>(() -> producer)), "dead", new Counts(registry));
    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>("answers", 2, 17, "key".getBytes(StandardCharsets.UTF_8), null);

    private void putAside() {
        unreadable.accept(record, new UnreadableReply("The header Bactrian-Status is missing"));
    }

    private double count(String result) {
        return registry.counter("bactrian.kafka.replies", "result", result).count();
    }

    @Test
    void aCopySaysWhyAndFromWhere() {
        putAside();

        ProducerRecord<byte[], byte[]> copy = producer.history().get(0);
        assertThat(copy.topic()).isEqualTo("dead");
        assertThat(copy.key()).isEqualTo(record.key());
        assertThat(new String(copy.headers().lastHeader("Bactrian-Reason").value(), StandardCharsets.UTF_8))
                .isEqualTo("The header Bactrian-Status is missing");
        assertThat(new String(copy.headers().lastHeader("Bactrian-Place").value(), StandardCharsets.UTF_8))
                .isEqualTo("answers-2@17");
        assertThat(count("unreadable")).isEqualTo(1);
    }

    @Test
    void withoutATopicForItTheReadingGoesOnAndTheLogSaysWhereItIs(CapturedOutput output) {
        producer.sendException = MISSING;

        putAside();

        assertThat(count("unreadable-not-kept")).isEqualTo(1);
        assertThat(output)
                .contains("record answers-2@17 is no answer (The header Bactrian-Status is missing) and could not be"
                        + " copied to dead, it is only where it was: the broker has no such topic");
    }

    @Test
    void whileTheBrokerIsAwayItWaits() {
        producer.sendException = AWAY;

        assertThatThrownBy(this::putAside)
                .hasMessage("record answers-2@17 cannot be put aside now: the broker did not take it in time");
        assertThat(count("unreadable-not-kept")).isZero();
        assertThat(count("unreadable")).isZero();
    }

    @Test
    void aMissingTopicIsWarnedOfAsSoonAsTheBrokerSaysSo(CapturedOutput output) {
        producer.partitionsForException = AWAY;
        assertThat(unreadable.lookForTopic()).isFalse();

        producer.partitionsForException = MISSING;
        assertThat(unreadable.lookForTopic()).isTrue();
        assertThat(output)
                .contains(
                        "topic dead cannot be used: the broker has no such topic. Create it; until then records of the"
                                + " reply topic that are no answers are logged and not copied");

        producer.partitionsForException = null;
        assertThat(unreadable.lookForTopic()).isTrue();
    }
}
