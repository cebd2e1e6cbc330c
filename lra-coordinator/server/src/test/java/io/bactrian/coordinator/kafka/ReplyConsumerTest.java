package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.engine.Replies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.mock.MockProducerFactory;

class ReplyConsumerTest {

    private static final KafkaSettings SETTINGS =
            new KafkaSettings(true, "answers", null, "nodes", 1, Duration.ofSeconds(1));

    private final Counts counts = new Counts(new SimpleMeterRegistry());
    private @Nullable ReplyConsumer consumer;

    @AfterEach
    void stop() {
        if (consumer != null) {
            consumer.stop();
        }
    }

    private ReplyConsumer consumer(DefaultKafkaConsumerFactory<byte[], byte[]> consumers) {
        ReplyConsumer created = new ReplyConsumer(
                consumers,
                new KafkaTemplate<>(new MockProducerFactory<byte[], byte[]>(() -> new MockProducer<>())),
                SETTINGS,
                new ReplyListener(new ReplyReader(Duration.ofSeconds(30)), reply -> Replies.Taken.AWAITED, counts),
                counts);
        consumer = created;
        return created;
    }

    @Test
    void aBrokerWhoseNameNobodyKnowsIsNotRead() {
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of("nobody.invalid:9092"));
        ReplyConsumer reading = consumer(new Broker(properties, new DefaultSslBundleRegistry(), SETTINGS).consumers());

        reading.start();

        assertThat(reading.isRunning()).isTrue();
        assertThat(reading.isReading()).isFalse();
        assertThat(reading.partitions()).isZero();
    }

    @Test
    void itIsReadOnceItsNameIsKnown() {
        AtomicBoolean known = new AtomicBoolean();
        ReplyConsumer reading = consumer(new DefaultKafkaConsumerFactory<>(Map.of("group.id", "nodes")) {
            @Override
            protected Consumer<byte[], byte[]> createKafkaConsumer(
                    String groupId, String prefix, String suffix, Properties properties) {
                if (!known.get()) {
                    throw new org.apache.kafka.common.KafkaException("Failed to construct kafka consumer");
                }
                MockConsumer<byte[], byte[]> there = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
                TopicPartition partition = new TopicPartition("answers", 0);
                there.updateBeginningOffsets(Map.of(partition, 0L));
                there.schedulePollTask(() -> there.rebalance(List.of(partition)));
                return there;
            }
        });
        reading.start();
        assertThat(reading.isReading()).isFalse();

        known.set(true);
        reading.tryToStart();

        await().atMost(Duration.ofSeconds(60)).until(() -> reading.partitions() == 1);
        assertThat(reading.isReading()).isTrue();
    }
}
