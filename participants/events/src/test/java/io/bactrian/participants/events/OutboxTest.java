package io.bactrian.participants.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the outbox does not take, because Kafka never would. */
class OutboxTest {

    private final DriverManagerDataSource database =
            new DriverManagerDataSource("jdbc:h2:mem:outbox;DB_CLOSE_DELAY=-1", "sa", "");
    private final ObjectMapper json = new ObjectMapper();
    private final OutboxStore store = new OutboxStore(database, json);
    private final AtomicInteger commits = new AtomicInteger();
    private final Outbox outbox = new Outbox(store, json, Clock.systemUTC(), "shop", commits::incrementAndGet);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));

    OutboxTest() {
        Flyway.configure().dataSource(database).locations("db/events").load().migrate();
    }

    @Test
    void refusesAnEventOutsideATransaction() {
        assertThatThrownBy(() -> outbox.publish("t", NewEvent.first("Sold", "f")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Sold must be published in the transaction that causes it, but none is running");
    }

    @Test
    void refusesATopicThatKafkaRefuses() {
        assertThatThrownBy(() -> publish("a topic", NewEvent.first("Sold", "f")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A topic must be 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-', was \"a topic\"");
    }

    @Test
    void refusesAnEventThatIsTooLong() {
        assertThatThrownBy(() -> publish("t", NewEvent.first("Sold", "f").with("text", "x".repeat(900_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The data of Sold must be at most 900000 bytes of JSON, was 900011:"
                        + " publish a reference to what is large");
    }

    @Test
    void refusesAnEmptyCorrelationId() {
        assertThatThrownBy(() -> publish("t", NewEvent.first("Sold", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("correlationId must be 1 to 200 characters, was \" \"");
    }

    @Test
    void keepsTheLongestEventThatItTakes() {
        int before = outbox.waiting();
        publish("t", NewEvent.first("Sold", "f").with("text", "x".repeat(Outbox.LONGEST_DATA - 11)));

        assertThat(outbox.waiting()).isEqualTo(before + 1);
    }

    @Test
    void roundsNoNumber() {
        BigDecimal rate = new BigDecimal("12345678901234567.890");

        JsonNode data = transaction.execute(status -> {
            while (store.take().isPresent()) {
                // of other tests
            }
            outbox.publish("t", NewEvent.first("Sold", "f").with("rate", rate));
            return store.take().orElseThrow().entry().data();
        });
        assertThat(data.get("rate").decimalValue()).isEqualByComparingTo(rate);
    }

    @Test
    void tellsOfWhatWasCommittedAndOfNothingElse() {
        transaction.executeWithoutResult(status -> {
            outbox.publish("t", NewEvent.first("Sold", "f"));
            status.setRollbackOnly();
        });
        assertThat(commits).hasValue(0);

        transaction.executeWithoutResult(status -> {
            outbox.publish("t", NewEvent.first("Sold", "f"));
            assertThat(commits).as("before the commit").hasValue(0);
        });
        assertThat(commits).hasValue(1);
    }

    private void publish(String topic, NewEvent event) {
        transaction.executeWithoutResult(status -> outbox.publish(topic, "key", event));
    }
}
