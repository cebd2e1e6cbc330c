package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.serde.KafkaHeaderDeserializer;
import org.junit.jupiter.api.Test;

class KafkaHeadersAsTextTest {

    private static final byte[] SAGA = "http://h/lra-coordinator/1".getBytes(StandardCharsets.UTF_8);

    private final KafkaHeaderDeserializer reader = reader();

    private static KafkaHeaderDeserializer reader() {
        KafkaComponent kafka = new KafkaComponent();
        new KafkaHeadersAsText().configure("kafka", kafka);
        return kafka.getConfiguration().getHeaderDeserializer();
    }

    @Test
    void makesTextOfTheHeadersOfSagasAndLeavesAllOthers() {
        assertThat(reader.deserialize("Long-Running-Action", SAGA)).isEqualTo("http://h/lra-coordinator/1");
        assertThat(reader.deserialize("other", SAGA)).isEqualTo(SAGA);
    }

    @Test
    void leavesAHeaderWithoutAValueWithoutOne() {
        assertThat(reader.deserialize("Long-Running-Action", null)).isNull();
    }
}
