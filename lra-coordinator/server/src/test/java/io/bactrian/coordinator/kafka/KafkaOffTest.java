package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.Carrier;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.CoordinatorTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

@CoordinatorTest
class KafkaOffTest {

    @Autowired
    private ApplicationContext context;

    @LocalServerPort
    private int port;

    @Test
    void withoutThePropertyThereIsNothingThatCouldWantABroker() {
        for (Class<?> type : new Class<?>[] {
            Carrier.class, ReplyConsumer.class, ProducerFactory.class, ConsumerFactory.class, KafkaAdmin.class
        }) {
            assertThat(context.getBeansOfType(type)).as(type.getName()).isEmpty();
        }
        assertThat(new Client(port).get("/actuator/health/kafka").status()).isEqualTo(404);
    }
}
