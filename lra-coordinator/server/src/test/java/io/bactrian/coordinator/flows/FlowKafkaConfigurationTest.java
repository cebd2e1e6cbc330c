package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** What clients are told by what an operator has set. */
class FlowKafkaConfigurationTest {

    private static final String SESSION = "session.timeout.ms";

    private final KafkaProperties properties = new KafkaProperties();

    FlowKafkaConfigurationTest() {
        properties.setBootstrapServers(List.of("localhost:1"));
    }

    private DefaultKafkaConsumerFactory<byte[], byte[]> consumers() {
        return FlowKafkaConfiguration.consumers(properties, new DefaultSslBundleRegistry(), "flows");
    }

    private Map<String, Object> consumer() {
        return consumers().getConfigurationProperties();
    }

    @Test
    void missesADeadNodeAfterTenSecondsUnlessToldOtherwise() {
        assertThat(consumer()).containsEntry(SESSION, 10_000);

        properties.getConsumer().getProperties().put(SESSION, "6000");
        assertThat(consumer()).containsEntry(SESSION, "6000");
    }

    /** Kafka takes no reader whose heart beats less often than it is taken for dead. */
    @Test
    void leavesTheSessionToKafkaWhenSomebodySetsTheHeartbeat() {
        properties.getConsumer().setHeartbeatInterval(Duration.ofSeconds(12));

        assertThat(consumer()).doesNotContainKey(SESSION);
        try (Consumer<byte[], byte[]> taken = consumers().createConsumer()) {
            assertThat(taken.subscription()).isEmpty();
        }
    }

    @Test
    void asksHowFarItsReadersAreAsTheyThemselvesSignIn() {
        properties.getAdmin().getProperties().put("sasl.jaas.config", "of somebody who may not ask");
        properties.getConsumer().getProperties().put("sasl.jaas.config", "of the reader");
        properties.getConsumer().getSecurity().setProtocol("SASL_SSL");
        properties.getConsumer().setMaxPollRecords(7);

        Map<String, Object> asking =
                FlowKafkaConfiguration.questionsOfTheReader(properties, new DefaultSslBundleRegistry());

        assertThat(asking)
                .containsEntry("sasl.jaas.config", "of the reader")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("request.timeout.ms", 5_000)
                .containsEntry("default.api.timeout.ms", 5_000);
        assertThat(AdminClientConfig.configNames()).containsAll(asking.keySet());
    }
}
