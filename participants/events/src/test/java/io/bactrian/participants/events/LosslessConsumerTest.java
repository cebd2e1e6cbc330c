package io.bactrian.participants.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.junit.jupiter.api.Test;

/** How many events a poll brings, and how long they may take. */
class LosslessConsumerTest {

    /** With the standard retries: a minute for the database, and 15.5 s between attempts. */
    private static final Duration WAITS = Duration.ofMillis(75_500);

    private final KafkaEndpoint endpoint = new KafkaEndpoint("kafka:orders", new KafkaComponent());
    private final KafkaConfiguration consumer = endpoint.getConfiguration();

    @Test
    void readsOneEventAPollUnlessMoreAreAskedFor() {
        LosslessConsumer.configure(endpoint, WAITS);
        assertThat(consumer.getMaxPollRecords()).isOne();
        assertThat(consumer.getIsolationLevel()).isEqualTo("read_committed");
        assertThat(consumer.getMaxPollIntervalMs()).as("Kafka's own is enough").isEqualTo(300_000);

        consumer.setMaxPollRecords(3);
        LosslessConsumer.configure(endpoint, WAITS);
        assertThat(consumer.getMaxPollRecords()).isEqualTo(3);
        assertThat(consumer.getMaxPollIntervalMs()).isEqualTo(453_000);
    }

    @Test
    void givesAllEventsOfAPollTheTimeThatTheirRetriesMayTake() {
        consumer.setMaxPollIntervalMs(1_000);
        LosslessConsumer.configure(endpoint, WAITS);

        assertThat(consumer.getMaxPollIntervalMs()).isEqualTo(151_000);
    }

    /** Else a handler that hangs would go unnoticed for hours. */
    @Test
    void readsFewerThanAreAskedForWhenAllOfThemCouldTakeLongerThanHalfAnHour() {
        consumer.setMaxPollRecords(500);
        LosslessConsumer.configure(endpoint, WAITS);

        assertThat(consumer.getMaxPollRecords()).isEqualTo(11);
        assertThat(consumer.getMaxPollIntervalMs()).isEqualTo(1_661_000);
    }

    @Test
    void givesAPollTheTimeThatIsAskedForHoweverLong() {
        consumer.setMaxPollRecords(500);
        consumer.setMaxPollIntervalMs(7_200_000);
        LosslessConsumer.configure(endpoint, WAITS);

        assertThat(consumer.getMaxPollRecords()).isEqualTo(47);
        assertThat(consumer.getMaxPollIntervalMs()).isEqualTo(7_200_000);
    }

    @Test
    void givesOneEventTheTimeThatItMayTakeHoweverLong() {
        LosslessConsumer.configure(endpoint, Duration.ofHours(1));
        assertThat(consumer.getMaxPollRecords()).isOne();
        assertThat(consumer.getMaxPollIntervalMs()).isEqualTo(7_200_000);

        LosslessConsumer.configure(endpoint, Duration.ofDays(30));
        assertThat(consumer.getMaxPollRecords()).isOne();
        assertThat(consumer.getMaxPollIntervalMs()).as("Kafka's longest").isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void missesADeadReplicaAfterTenSecondsUnlessToldOtherwise() {
        LosslessConsumer.configure(endpoint, WAITS);
        assertThat(consumer.getSessionTimeoutMs()).isEqualTo(10_000);

        consumer.setSessionTimeoutMs(6_000);
        LosslessConsumer.configure(endpoint, WAITS);
        assertThat(consumer.getSessionTimeoutMs()).isEqualTo(6_000);
    }

    /** Kafka takes no consumer whose heart beats less often than it is taken for dead. */
    @Test
    void leavesTheSessionAsItIsForASlowHeartbeat() {
        consumer.setHeartbeatIntervalMs(10_000);
        LosslessConsumer.configure(endpoint, WAITS);

        assertThat(consumer.getSessionTimeoutMs()).isEqualTo(45_000);
    }
}
