package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BaseUrlTest {

    @Test
    void everyAnswerNamesTheCoordinatorAsItsSagasDo() {
        try (Coordinator coordinator = new Coordinator("bactrian.base-url=https://lra.example.org/")) {
            Coordinator.Answer saga = coordinator.post("/start");
            assertThat(saga.body()).isEqualTo("https://lra.example.org/lra-coordinator/" + saga.id());
            assertThat(saga.header("Bactrian-Coordinator-Url")).isEqualTo("https://lra.example.org/lra-coordinator");

            assertThat(coordinator.get("/nowhere/status").header("Bactrian-Coordinator-Url"))
                    .isEqualTo("https://lra.example.org/lra-coordinator");
        }
    }

    @Test
    void withoutABaseUrlTheNameIsWhatTheRequestSaysAndIsNotToldAgain() {
        try (Coordinator coordinator = new Coordinator()) {
            assertThat(coordinator.post("/start").all().headers().map()).doesNotContainKey("bactrian-coordinator-url");
        }
    }
}
