package io.bactrian.starter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

class ClientsTest {

    private static final String SESSION = "session.timeout.ms";

    private final Map<String, Object> application =
            new HashMap<>(Map.of("bootstrap.servers", "localhost:1", "group.id", "shop"));

    private DefaultKafkaConsumerFactory<String, byte[]> consumers() {
        return Clients.consumers(new KafkaConnection(application, Map.of(), Map.of()), 10);
    }

    @Test
    void consumersAreMissedAfterTenSecondsUnlessTheApplicationSaysOtherwise() {
        assertThat(consumers().getConfigurationProperties()).containsEntry(SESSION, 10_000);

        application.put(SESSION, "6000");
        assertThat(consumers().getConfigurationProperties()).containsEntry(SESSION, "6000");
    }

    /** Kafka takes no consumer whose heart beats less often than it is taken for dead. */
    @Test
    void leavesTheSessionToKafkaWhenTheApplicationSetsTheHeartbeat() {
        application.put("heartbeat.interval.ms", "12000");

        assertThat(consumers().getConfigurationProperties()).doesNotContainKey(SESSION);
        try (Consumer<String, byte[]> taken = consumers().createConsumer()) {
            assertThat(taken.subscription()).isEmpty();
        }
    }
}
