package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.reading.GroupProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** When reading begins, and that it begins again. */
class FlowReadingTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION = new TopicPartition("quotes", 0);

    private final List<MockConsumer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
    private @Nullable FlowReading reading;

    @AfterEach
    void stop() {
        if (reading != null) {
            reading.stop();
        }
    }

    private FlowReading reading(Supplier<Consumer<byte[], byte[]>> readers) {
        DataSource dataSource = DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build();
        Migrations.migrate(dataSource);
        TestClock clock = new TestClock();
        Declarations declarations = new Declarations(List.of(Insurance.FLOW));
        FlowTracker tracker = new FlowTracker(
                declarations, new JdbcTemplate(dataSource), new DataSourceTransactionManager(dataSource), clock);
        Map<String, Object> nowhere = Map.of("bootstrap.servers", "localhost:1");
        GroupProgress progress = new GroupProgress(nowhere, "flows");
        DefaultKafkaProducerFactory<byte[], byte[]> letters =
                new DefaultKafkaProducerFactory<>(nowhere, new ByteArraySerializer(), new ByteArraySerializer());
        EventListener listener = new EventListener(
                new EventReader(declarations), tracker, new DeadLetters(letters, "put.aside", LONGEST), clock);
        FlowReading created = new FlowReading(
                tracker,
                new LateWatch(declarations, tracker, progress, clock),
                FlowKafkaConfiguration.container(consumers(readers), declarations, listener),
                progress,
                letters,
                new FlowProperties(
                        Map.of(),
                        new FlowProperties.Tracker("flows", "put.aside"),
                        new FlowProperties.Kafka(true),
                        Duration.ZERO,
                        Duration.ofDays(30)));
        reading = created;
        return created;
    }

    private static DefaultKafkaConsumerFactory<byte[], byte[]> consumers(Supplier<Consumer<byte[], byte[]>> readers) {
        return new DefaultKafkaConsumerFactory<>(
                Map.of("group.id", "flows", "auto.offset.reset", "earliest", "enable.auto.commit", false)) {
            @Override
            protected Consumer<byte[], byte[]> createKafkaConsumer(
                    String groupId, String prefix, String suffix, Properties properties) {
                return readers.get();
            }
        };
    }

    private Consumer<byte[], byte[]> reader() {
        MockConsumer<byte[], byte[]> next = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
        next.updateBeginningOffsets(Map.of(PARTITION, 0L));
        next.schedulePollTask(() -> next.rebalance(List.of(PARTITION)));
        made.add(next);
        return next;
    }

    @Test
    void readsOnceTheNameOfItsBrokerIsKnown() {
        List<String> tries = new CopyOnWriteArrayList<>();
        FlowReading begun = reading(() -> {
            tries.add("");
            if (tries.size() == 1) {
                throw new KafkaException("Failed to construct kafka consumer");
            }
            return reader();
        });
        begun.start();
        await().atMost(LONGEST).until(() -> tries.size() == 1);
        await().atMost(LONGEST).until(() -> !begun.isReading());

        begun.read();

        await().atMost(LONGEST).until(() -> begun.partitions() == 1);
        assertThat(begun.isReading()).isTrue();
    }

    @Test
    void readsAgainAfterAReaderHasEnded() {
        FlowReading begun = reading(this::reader);
        begun.start();
        await().atMost(LONGEST).until(() -> begun.partitions() == 1);

        made.get(0).setPollException(new FencedInstanceIdException("another has its name"));
        await().atMost(LONGEST).until(() -> !begun.isReading());
        begun.read();

        await().atMost(LONGEST).until(() -> made.size() == 2 && begun.partitions() == 1);
        assertThat(begun.isReading()).isTrue();
    }

    @Test
    void readsAgainAfterAFaultThatIsNoException() {
        FlowReading begun = reading(this::reader);
        begun.start();
        await().atMost(LONGEST).until(() -> begun.partitions() == 1);

        made.get(0).schedulePollTask(() -> {
            throw new NoClassDefFoundError("a part of the client");
        });
        await().atMost(LONGEST).until(() -> !begun.isReading());
        begun.read();

        await().atMost(LONGEST).until(() -> made.size() == 2 && begun.partitions() == 1);
        assertThat(begun.isReading()).isTrue();
    }
}
