package io.bactrian.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.CoordinatorTest;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.running.Story;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@CoordinatorTest
class ObserveTest {

    private static Participants services;

    @LocalServerPort
    private int port;

    private Client client;

    @BeforeAll
    static void open() throws IOException {
        services = new Participants();
    }

    @AfterAll
    static void close() {
        services.close();
    }

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private double metric(String line) {
        return client.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(l -> l.startsWith(line + " "))
                .mapToDouble(l -> Double.parseDouble(l.substring(line.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void countsStartsEndsAndCalls() {
        double started = metric("bactrian_sagas_started_total");
        double cancelled = metric("bactrian_sagas_ended_total{outcome=\"cancelled\"}");
        Story story = Story.begin(client, services, "measured", "m-1", List.of("a", "b"));
        services.answer(story.link("a"), 503, "");
        client.cancelLater(story.uid());
        story.awaitAttention();
        services.answer(story.link("a"), 200, "");
        client.post("/api/v1/sagas/" + story.uid() + "/retry", "");
        story.awaitState("COMPENSATED");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(metric("bactrian_sagas_ended_total{outcome=\"cancelled\"}"))
                        .isGreaterThanOrEqualTo(cancelled + 1));
        assertThat(metric("bactrian_sagas_started_total")).isGreaterThanOrEqualTo(started + 1);
        assertThat(metric("bactrian_participant_calls_seconds_count{kind=\"compensate\",outcome=\"done\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(metric("bactrian_participant_calls_seconds_count{kind=\"compensate\",outcome=\"no-usable-answer\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(metric("bactrian_sagas_ended_total{outcome=\"failed\"}")).isNotNaN();
        assertThat(metric("bactrian_calls_under_way")).isNotNaN();
    }

    @Test
    void tellsWhatIsInTheLedger() {
        Story story = Story.begin(client, services, "measured", "m-2", List.of("a"));
        services.answer(story.link("a"), 503, "");
        client.cancelLater(story.uid());
        story.awaitAttention();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(metric("bactrian_participants_parked")).isGreaterThanOrEqualTo(1);
            assertThat(metric("bactrian_sagas_attention")).isGreaterThanOrEqualTo(1);
            assertThat(metric("bactrian_sagas{status=\"cancelling\"}")).isGreaterThanOrEqualTo(1);
            assertThat(metric("bactrian_sagas_oldest_open_age_seconds")).isPositive();
            assertThat(metric("bactrian_sagas_oldest_ending_age_seconds")).isPositive();
        });
        assertThat(metric("bactrian_sagas{status=\"failed_to_close\"}")).isNotNaN();
    }

    @Test
    void isHealthyLiveAndReady() {
        for (String path : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(200);
            assertThat(client.get(path).json().path("status").asText()).as(path).isEqualTo("UP");
        }
    }
}
