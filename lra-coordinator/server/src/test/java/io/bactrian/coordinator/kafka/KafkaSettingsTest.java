package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KafkaSettingsTest {

    private static KafkaSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("bactrian.kafka", KafkaSettings.class);
    }

    @Test
    void hasTheDefaultsThatAreWrittenDown() {
        assertThat(settings(Map.of()))
                .isEqualTo(new KafkaSettings(
                        false, "bactrian.replies", null, "bactrian-coordinator", 2, Duration.ofSeconds(5)));
        assertThat(settings(Map.of()).deadLetters()).isEqualTo("bactrian.replies.dead-letters");
    }

    @Test
    void namesDeadLettersAfterTheReplyTopicUnlessToldOtherwise() {
        assertThat(settings(Map.of("bactrian.kafka.reply-topic", "answers")).deadLetters())
                .isEqualTo("answers.dead-letters");
        assertThat(settings(Map.of("bactrian.kafka.dead-letter-topic", "bin")).deadLetters())
                .isEqualTo("bin");
    }

    @Test
    void refusesNumbersThatCannotBeMeant() {
        assertThatThrownBy(() -> settings(Map.of("bactrian.kafka.consumers", "0")))
                .hasRootCauseMessage("bactrian.kafka.consumers must be 1 or more, was 0");
        assertThatThrownBy(() -> settings(Map.of("bactrian.kafka.send-timeout", "20ms")))
                .hasRootCauseMessage("bactrian.kafka.send-timeout must be 100ms or longer, was 20ms");
    }
}
