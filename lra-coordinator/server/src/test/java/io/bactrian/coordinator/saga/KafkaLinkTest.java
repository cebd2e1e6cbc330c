package io.bactrian.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaLinkTest {

    @ParameterizedTest
    @CsvSource({
        "kafka:stock, stock",
        "kafka:stock.commands-v1_2?id=7, stock.commands-v1_2",
        "Kafka:stock?id=a?b&c, stock",
        "kafka:..., ..."
    })
    void readsTheTopic(String link, String topic) {
        assertThat(KafkaLink.of(link).topic()).isEqualTo(topic);
    }

    @Test
    void isToldFromOthersByItsScheme() {
        assertThat(KafkaLink.is("KAFKA:t")).isTrue();
        assertThat(KafkaLink.is("http://kafka:9092/t")).isFalse();
        assertThatThrownBy(() -> KafkaLink.of("http://h/p"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a kafka link must be like kafka:TOPIC?id=UNIQUE, was http://h/p");
    }
}
