package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    private static final LraProperties.Kafka NO_KAFKA =
            new LraProperties.Kafka(false, "bactrian.replies", null, Pattern.compile(".*"));

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lra.example.org",
                "lra.example.org:8070",
                "ftp://lra.example.org",
                "https://",
                "https://lra example.org",
                "https://lra.example.org/?tenant=a",
                "https://lra.example.org/#a"
            })
    void aBaseUrlThatNoIdCanBeMadeOfEndsTheStart(String baseUrl) {
        assertThatThrownBy(() -> new LraProperties(baseUrl, List.of(), NO_KAFKA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bactrian.base-url must be an http or https URL that ids can be made of, like"
                        + " https://lra.example.org, was " + baseUrl);
    }

    @Test
    void aBaseUrlWithAnUnderscoreInItsHostNameIsToldSo() {
        assertThatThrownBy(() -> new LraProperties("http://lra_coordinator:8070", List.of(), NO_KAFKA))
                .hasMessageEndingWith(
                        "was http://lra_coordinator:8070: its host name lra_coordinator has an underscore,"
                                + " which host names must not have; give it a name without one, for example with a network alias");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "http://localhost:8070", " HTTPS://lra.example.org/sagas/ ", "http://[::1]:8070"})
    void aBaseUrlMayHaveAPathAndMayBeLeftOut(@Nullable String baseUrl) {
        assertThat(new LraProperties(baseUrl, List.of(), NO_KAFKA).baseUrl()).isEqualTo(baseUrl);
    }
}
