package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ParticipantUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,           '',        http://localhost:8080",
        "http://localhost:8080/,          '',        http://localhost:8080",
        "http://localhost:8080/camel,     '',        http://localhost:8080/camel",
        "http://localhost:8080,           /shop,     http://localhost:8080/shop",
        "http://localhost:8080/,          /shop,     http://localhost:8080/shop",
        "http://localhost:8080/shop,      /shop,     http://localhost:8080/shop",
        "http://localhost:8080/shop/,     /shop,     http://localhost:8080/shop",
        "https://gate.example/eu/shop,    /shop,     https://gate.example/eu/shop",
        "https://gate.example/shop/eu,    /shop,     https://gate.example/shop/eu",
        "https://gate.example/eu,         /shop,     https://gate.example/eu/shop",
        "http://localhost:8080/shopping,  /shop,     http://localhost:8080/shopping/shop",
        "http://localhost:8080/shop,      /shop/api, http://localhost:8080/shop/api",
        "http://localhost:8080/api,       /shop/api, http://localhost:8080/api/shop/api"
    })
    void addsThePathThatIsNotInItYet(String url, String servedBelow, String complete) {
        assertThat(ParticipantUrl.complete(url, servedBelow)).isEqualTo(complete);
    }

    @Test
    void knowsWhereTheWebServerAndSpringMvcServe() {
        assertThat(ParticipantUrl.servedBelow(new MockEnvironment())).isEmpty();
        assertThat(ParticipantUrl.servedBelow(new MockEnvironment()
                        .withProperty("server.servlet.context-path", "/")
                        .withProperty("spring.mvc.servlet.path", "/")))
                .isEmpty();
        assertThat(ParticipantUrl.servedBelow(new MockEnvironment()
                        .withProperty("server.servlet.context-path", "/shop")
                        .withProperty("spring.mvc.servlet.path", "api/")))
                .isEqualTo("/shop/api");
    }
}
