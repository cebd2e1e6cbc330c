package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.ledger.Transactions;
import io.bactrian.coordinator.reading.GroupProgress;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** When reading begins, and that it begins again. */
class FlowReadingTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION = new TopicPartition("quotes", 0);

    private final List<MockConsumer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
    private final TestClock clock = new TestClock();
    private JdbcTemplate ledger;
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
        ledger = new JdbcTemplate(dataSource);
        Declarations declarations = new Declarations(List.of(Insurance.FLOW));
        FlowTracker tracker = new FlowTracker(declarations, ledger, new Transactions(dataSource), clock);
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
    void noErrorEndsWhatIsDoneRegularly() {
        FlowReading begun = reading(this::reader);
        AtomicInteger rounds = new AtomicInteger();

        begun.every(Duration.ofMillis(10), Duration.ZERO, () -> {
            rounds.incrementAndGet();
            throw new NoClassDefFoundError("as in a test");
        });

        await().atMost(LONGEST).until(() -> rounds.get() > 1);
    }

    @Test
    void knowsHowLateItsRegularWorkIs() {
        FlowReading begun = reading(this::reader);
        assertThat(begun.lateBy()).isZero();
        CountDownLatch gate = new CountDownLatch(1);
        begun.every(Duration.ofMillis(10), Duration.ZERO, () -> hold(gate));
        begun.every(Duration.ofMillis(10), Duration.ZERO, () -> {});

        await().atMost(LONGEST).until(() -> begun.lateBy().toMillis() > 500);
        gate.countDown();
        await().atMost(LONGEST).until(() -> begun.lateBy().toMillis() < 500);
    }

    @Test
    void standingStillIsAFaultUnlessTheBrokerIsAway() {
        Health up = Health.up().withDetail("brokers", 1).build();
        Health away = Health.status("BROKER_AWAY").build();

        assertThat(FlowHealthIndicator.judge(up, Duration.ofMinutes(2)).getStatus())
                .isEqualTo(Status.UP);
        assertThat(FlowHealthIndicator.judge(up, Duration.ofSeconds(121)))
                .isEqualTo(Health.down().withDetail("brokers", 1).build());
        assertThat(FlowHealthIndicator.judge(away, Duration.ofSeconds(121))).isEqualTo(away);
    }

    @Test
    void aLongPurgeLeavesRoomForTheOthersBehindEachBatch() {
        FlowReading begun = reading(this::reader);
        ledger.update(
                "INSERT INTO flow (id, name, correlation_id, state, latest_event, declaration, version, started_at,"
                        + " ended_at) SELECT 'f-' || x, 'insurance', 'Q-' || x, 'DONE', 'NotificationSent', 'd', 0, ?, ?"
                        + " FROM SYSTEM_RANGE(1, 600)",
                Timestamp.from(clock.instant()),
                Timestamp.from(clock.instant()));
        clock.advance(Duration.ofDays(31));
        CountDownLatch gate = new CountDownLatch(1);
        begun.every(Duration.ofHours(1), Duration.ZERO, () -> hold(gate));

        begun.purge();

        assertThat(flows()).isEqualTo(100);
        gate.countDown();
        await().atMost(LONGEST).until(() -> flows() == 0);
    }

    /** An interrupt within H2 would close its file, for all requests that still drain. */
    @Test
    void anOrderlyEndInterruptsNobody() {
        FlowReading begun = reading(this::reader);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        begun.every(Duration.ofHours(1), Duration.ZERO, () -> {
            entered.countDown();
            hold(gate);
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        await().atMost(LONGEST).until(() -> entered.getCount() == 0);

        Thread stopping = new Thread(begun::stop);
        stopping.start();
        await().atMost(LONGEST).until(() -> interrupted.get() || isWaitingForAnEnd(stopping));
        gate.countDown();

        await().atMost(LONGEST).until(() -> !stopping.isAlive());
        assertThat(interrupted).isFalse();
    }

    private static boolean isWaitingForAnEnd(Thread stopping) {
        return Arrays.stream(stopping.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitTermination"));
    }

    private static void hold(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int flows() {
        return ledger.queryForObject("SELECT COUNT(*) FROM flow", Integer.class);
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
