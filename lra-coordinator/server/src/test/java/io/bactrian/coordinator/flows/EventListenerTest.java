package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.ledger.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Batches of records and a real ledger; there is no broker that could take dead letters. */
class EventListenerTest {

    private final TestClock clock = new TestClock();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final DefaultKafkaProducerFactory<byte[], byte[]> nobodyThere = new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", "localhost:1", "max.block.ms", 100, "reconnect.backoff.ms", 1_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private JdbcTemplate jdbc;
    private EventListener listener;

    @BeforeEach
    void open() {
        DataSource dataSource = DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build();
        Migrations.migrate(dataSource);
        jdbc = new JdbcTemplate(dataSource);
        Declarations declarations = new Declarations(List.of(Insurance.FLOW));
        FlowTracker tracker = new FlowTracker(declarations, jdbc, new Transactions(dataSource), clock);
        tracker.tellTo(new FlowListener() {
            @Override
            public void leftOut(LeftOut reason) {
                leftOut.add(reason);
            }
        });
        listener = new EventListener(
                new EventReader(declarations),
                tracker,
                new DeadLetters(nobodyThere, "put.aside", Duration.ofMillis(200)),
                clock);
    }

    @AfterEach
    void close() {
        nobodyThere.destroy();
    }

    private static ConsumerRecord<byte[], byte[]> record(int offset, String type, String id, String key) {
        RecordHeaders headers = new RecordHeaders();
        Map.of("ce_type", type, "ce_id", id, "ce_source", "tests", "correlation_id", key)
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "quotes",
                0,
                offset,
                Insurance.START.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                "Jane's key".getBytes(StandardCharsets.UTF_8),
                "Jane's value".getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty());
    }

    private List<String> kept() {
        return jdbc.queryForList("SELECT event_id FROM flow_event ORDER BY event_id", String.class);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void losesOneEventAndNotTheOthersWhenTheLedgerRefusesIt(CapturedOutput output) {
        jdbc.execute("ALTER TABLE flow_event ALTER COLUMN event_id VARCHAR(5)");

        listener.take(List.of(
                record(1, "QuoteApproved", "a", "Q-1"),
                record(2, "PolicyCreated", "too long", "Q-1"),
                record(3, "BrokerCalled", "b", "Q-1"),
                record(4, "QuoteApproved", "c", "Q-2"),
                record(5, "WeatherChanged", "d", "Q-2"),
                record(6, "WeatherChanged", "e", "Q-2")));

        assertThat(kept()).containsExactly("a", "b", "c");
        assertThat(leftOut).containsExactly(LeftOut.UNKNOWN_TYPE, LeftOut.UNKNOWN_TYPE, LeftOut.REFUSED);
        List<String> lines = output.toString()
                .lines()
                .filter(line -> line.contains("quotes-0@"))
                .map(line -> line.replaceFirst(".*?] ", ""))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "record quotes-0@5 and others like it are left out: no declared flow has events of type"
                                + " WeatherChanged",
                        "record quotes-0@2 is no event of a flow and goes to put.aside: the ledger refuses it: a value"
                                + " does not fit (SQL state 22001)",
                        "record quotes-0@2 could not be copied to put.aside and is only where it was: TimeoutException:"
                                + " Topic put.aside not present in metadata after 100 ms.");
        assertThat(output)
                .as("what the records carry, as text and as the numbers of its bytes")
                .doesNotContain("Jane", "74, 97, 110, 101")
                .doesNotContain("Exception thrown when sending");
    }

    @Test
    void throwsWhileTheLedgerIsAwayAndTakesTheSameBatchAgain() {
        List<ConsumerRecord<byte[], byte[]>> batch =
                List.of(record(1, "QuoteApproved", "a", "Q-1"), record(2, "QuoteApproved", "b", "Q-2"));
        jdbc.execute("ALTER TABLE flow_note RENAME TO gone");
        jdbc.execute("ALTER TABLE flow RENAME TO away");
        assertThatThrownBy(() -> listener.take(batch)).isInstanceOf(DataAccessException.class);
        assertThat(leftOut).isEmpty();

        jdbc.execute("ALTER TABLE away RENAME TO flow");
        jdbc.execute("ALTER TABLE gone RENAME TO flow_note");
        listener.take(batch);
        listener.take(batch);
        assertThat(kept()).containsExactly("a", "b");
    }
}
