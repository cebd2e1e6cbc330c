package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.coordinator.engine.EngineSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EnginePropertiesTest {

    private static EngineProperties properties(Map<String, String> given) {
        return new Binder(new MapConfigurationPropertySource(given)).bindOrCreate("bactrian", EngineProperties.class);
    }

    @Test
    void hasTheDefaultsThatAreWrittenDown() {
        assertThat(properties(Map.of()).settings()).isEqualTo(EngineSettings.DEFAULT);
        assertThat(properties(Map.of()).callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(properties(Map.of()).pollInterval()).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @CsvSource({
        "retention, 30, 1m, 30ms",
        "retention, 59s, 1m, 59000ms",
        "instance-silence, 20, 10s, 20ms",
        "instance-silence, 5s, 10s, 5000ms",
        "node-silence, 1s, 6s, 1000ms",
        "default-time-limit, 0, 1s, 0ms",
        "default-time-limit, 60, 1s, 60ms",
        "call-timeout, 0, 100ms, 0ms",
        "call-timeout, 30, 100ms, 30ms",
        "poll-interval, -1s, 0 or 10ms, -1000ms",
        "poll-interval, 1ms, 0 or 10ms, 1ms"
    })
    void refusesTimesThatCannotBeMeant(String name, String given, String allowed, String was) {
        assertThatThrownBy(() -> properties(Map.of("bactrian." + name, given)))
                .hasRootCauseMessage("bactrian." + name + " must be " + allowed + " or longer, was " + was
                        + "; a number without a unit is milliseconds");
    }

    @ParameterizedTest
    @CsvSource({
        "retention, 1m",
        "instance-silence, 10s",
        "node-silence, 6s",
        "default-time-limit, 1s",
        "call-timeout, 100",
        "poll-interval, 0",
        "poll-interval, 10ms"
    })
    void takesTheShortestThatCanBeMeant(String name, String given) {
        assertThat(properties(Map.of("bactrian." + name, given))).isNotNull();
    }

    @Test
    void namesTheRetryThatCannotBeMeant() {
        assertThatThrownBy(() -> properties(Map.of("bactrian.retry.attempts", "0")))
                .hasRootCauseMessage("bactrian.retry.attempts must be 1 or more, was 0");
    }
}
