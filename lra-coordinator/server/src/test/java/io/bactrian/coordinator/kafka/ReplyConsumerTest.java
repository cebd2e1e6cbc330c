package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.engine.Replies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
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

    private static final TopicPartition PARTITION = new TopicPartition("answers", 0);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** Without an answer for a second, a partition is idle. */
    private static final Duration LONGER_THAN_IDLE = Duration.ofMillis(1_200);

    private final Counts counts = new Counts(new SimpleMeterRegistry());
    private @Nullable ReplyConsumer consumer;

    @AfterEach
    void stop() {
        if (consumer != null) {
            consumer.stop();
        }
    }

    private ReplyConsumer consumer(DefaultKafkaConsumerFactory<byte[], byte[]> consumers) {
        return consumer(consumers, reply -> Replies.Taken.AWAITED);
    }

    private ReplyConsumer consumer(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumers, Function<Replies.Reply, Replies.Taken> replies) {
        ReplyConsumer created = new ReplyConsumer(
                consumers,
                new KafkaTemplate<>(new MockProducerFactory<byte[], byte[]>(() -> new MockProducer<>())),
                SETTINGS,
                new ReplyListener(new ReplyReader(Duration.ofSeconds(30)), replies, counts),
                counts,
                LOOK_AGAIN);
        consumer = created;
        return created;
    }

    private static DefaultKafkaConsumerFactory<byte[], byte[]> readers(Supplier<Consumer<byte[], byte[]>> made) {
        return new DefaultKafkaConsumerFactory<>(
                Map.of("group.id", "nodes", "auto.offset.reset", "earliest", "enable.auto.commit", false)) {
            @Override
            protected Consumer<byte[], byte[]> createKafkaConsumer(
                    String groupId, String prefix, String suffix, Properties properties) {
                return made.get();
            }
        };
    }

    /** It has its partitions from its first poll on. */
    private static Reader assigned(TopicPartition... partitions) {
        Reader reader = new Reader();
        for (TopicPartition partition : partitions) {
            reader.updateBeginningOffsets(Map.of(partition, 0L));
        }
        reader.schedulePollTask(() -> reader.rebalance(List.of(partitions)));
        return reader;
    }

    private static ConsumerRecord<byte[], byte[]> answer(long offset) {
        ConsumerRecord<byte[], byte[]> answer =
                new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, null, null);
        Map.of(
                        Headers.LRA, "http://localhost/lra-coordinator/s-1",
                        Headers.PARTICIPANT, "p-1",
                        Headers.COMMAND, "compensate",
                        Headers.REPLY_TOKEN, "secret",
                        Headers.STATUS, "Compensated")
                .forEach((name, text) -> answer.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return answer;
    }

    /** Writes down what was committed. */
    private static final class Reader extends MockConsumer<byte[], byte[]> {

        private final List<Long> commits = new CopyOnWriteArrayList<>();

        Reader() {
            super(OffsetResetStrategy.EARLIEST);
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            if (offsets.containsKey(PARTITION)) {
                commits.add(offsets.get(PARTITION).offset());
            }
            super.commitAsync(offsets, callback);
        }
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
        isReadAfterItCouldNotBegin(() -> {
            throw new org.apache.kafka.common.KafkaException("Failed to construct kafka consumer");
        });
    }

    @Test
    void itIsReadThoughTheFirstTryFailedWithWhatIsNoException() {
        isReadAfterItCouldNotBegin(() -> {
            throw new NoClassDefFoundError("a part of the client");
        });
    }

    private void isReadAfterItCouldNotBegin(Runnable fault) {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean known = new AtomicBoolean();
        ReplyConsumer reading = consumer(readers(() -> {
            tries.incrementAndGet();
            if (!known.get()) {
                fault.run();
            }
            return assigned(PARTITION);
        }));
        reading.start();
        await().atMost(LONGEST).until(() -> tries.get() >= 2);
        assertThat(reading.isReading()).isFalse();

        known.set(true);

        await().atMost(LONGEST).until(() -> reading.partitions() == 1);
        assertThat(reading.isReading()).isTrue();
    }

    @Test
    void aReaderThatHasEndedIsBegunAgain() {
        beginsAgainAfter(reader -> reader.setPollException(new FencedInstanceIdException("another has its name")));
    }

    @Test
    void aReaderThatHasEndedByAFaultThatIsNoExceptionIsBegunAgain() {
        beginsAgainAfter(reader -> reader.schedulePollTask(() -> {
            throw new NoClassDefFoundError("a part of the client");
        }));
    }

    private void beginsAgainAfter(java.util.function.Consumer<Reader> fault) {
        List<Reader> made = new CopyOnWriteArrayList<>();
        ReplyConsumer reading = consumer(readers(() -> {
            Reader next = assigned(PARTITION);
            made.add(next);
            return next;
        }));
        reading.start();
        await().atMost(LONGEST).until(() -> reading.partitions() == 1);

        fault.accept(made.get(0));

        await().atMost(LONGEST).until(() -> made.size() == 2 && reading.partitions() == 1);
        assertThat(reading.isReading()).isTrue();
    }

    @Test
    void aReaderThatReadsIsNotBegunAgain() {
        AtomicInteger made = new AtomicInteger();
        Reader reader = assigned(PARTITION);
        ReplyConsumer reading = consumer(readers(() -> {
            made.incrementAndGet();
            return reader;
        }));
        reading.start();
        await().atMost(LONGEST).until(() -> reading.partitions() == 1);

        long begun = System.nanoTime();
        await().atMost(LONGEST)
                .until(() ->
                        System.nanoTime() - begun > LOOK_AGAIN.multipliedBy(3).toNanos());
        assertThat(made).hasValue(1);
        assertThat(reader.closed()).isFalse();
    }

    /**
     * A batch of some of its partitions is committed after a look at all of them. Left with less, the group would never be at the end, and
     * nobody's silence would count.
     */
    @Test
    void commitsBehindTheMarkOfATransactionAgainAfterABatchWasCommittedWithLess() {
        Reader reader = assigned(PARTITION, new TopicPartition("answers", 1));
        reader.schedulePollTask(() -> reader.addRecord(answer(0)));
        ReplyConsumer reading = consumer(readers(() -> reader), reply -> {
            reader.seek(PARTITION, 2); // its poll has passed the mark behind the answer
            long begun = System.nanoTime();
            await().until(() -> System.nanoTime() - begun > LONGER_THAN_IDLE.toNanos());
            return Replies.Taken.AWAITED;
        });
        reading.start();

        await().atMost(LONGEST).untilAsserted(() -> assertThat(reader.commits)
                .as("behind the mark, behind the answer, and behind the mark again")
                .containsExactly(2L, 1L, 2L));
    }
}
