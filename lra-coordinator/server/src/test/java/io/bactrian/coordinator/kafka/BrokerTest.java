package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** What clients are told by what an operator has set. */
class BrokerTest {

    private final KafkaProperties properties = new KafkaProperties();
    private final Broker broker = new Broker(
            properties,
            new DefaultSslBundleRegistry(),
            new KafkaSettings(true, "answers", null, "nodes", 1, Duration.ofSeconds(5)));

    private static final String SESSION = "session.timeout.ms";
    private static final String HEARTBEAT = "heartbeat.interval.ms";

    BrokerTest() {
        properties.setBootstrapServers(List.of("localhost:1"));
    }

    private Map<String, Object> consumer() {
        return broker.consumers().getConfigurationProperties();
    }

    @Test
    void asksHowFarItsReadersAreAsTheyThemselvesSignIn() {
        properties.getAdmin().getProperties().put("sasl.jaas.config", "of somebody who may not ask");
        properties.getConsumer().getProperties().put("sasl.jaas.config", "of the reader");
        properties.getConsumer().getProperties().put("sasl.mechanism", "PLAIN");
        properties.getConsumer().getSecurity().setProtocol("SASL_SSL");
        properties.getConsumer().setBootstrapServers(List.of("readers:9092"));

        assertThat(broker.questionsOfTheReader(Duration.ofMillis(1_500)))
                .containsEntry("sasl.jaas.config", "of the reader")
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("bootstrap.servers", List.of("readers:9092"))
                .containsEntry("request.timeout.ms", 1_500)
                .containsEntry("default.api.timeout.ms", 1_500);
    }

    /** The client would warn of each at every start. */
    @Test
    void asksWithNoSettingThatOnlyReadersHave() {
        properties.getConsumer().setGroupId("of the application");
        properties.getConsumer().setMaxPollRecords(7);

        assertThat(AdminClientConfig.configNames())
                .containsAll(broker.questionsOfTheReader(Duration.ofSeconds(2)).keySet());
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

        assertThat(consumer()).containsEntry(HEARTBEAT, 12_000).doesNotContainKey(SESSION);
        try (Consumer<byte[], byte[]> taken = broker.consumers().createConsumer()) {
            assertThat(taken.subscription()).isEmpty();
        }
    }
}
