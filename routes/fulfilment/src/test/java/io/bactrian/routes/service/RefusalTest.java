package io.bactrian.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":\"out of stock\",\"detail\":\"85123A\"}','out of stock: 85123A'",
        "'{\"error\":\"declined\"}',declined",
        "'{\"reason\":\"x\"}','the service said no and not why: {\"reason\":\"x\"}'",
        "'not json','the service said no and not why: not json'",
        "'','the service said no and not why: '"
    })
    void saysWhyTheServiceRefused(String body, String reason) {
        assertThat(Refusal.of(body)).hasMessage(reason);
    }
}
