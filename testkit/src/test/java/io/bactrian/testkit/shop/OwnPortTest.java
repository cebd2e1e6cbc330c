package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.FreePort;
import io.bactrian.testkit.SagaScript;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** What a test sets itself has precedence over what the kit would set. */
@ShopTest
@TestPropertySource(properties = "bactrian.callbacks.answer-within=20s")
class OwnPortTest {

    private static int port;

    @DynamicPropertySource
    static void port(DynamicPropertyRegistry properties) {
        port = FreePort.find();
        properties.add("server.port", () -> port);
    }

    @Test
    void isCalledBackWhereItIs(
            SagaScript saga,
            @Value("${camel.lra.local-participant-url}") String participantUrl,
            @Value("${bactrian.callbacks.answer-within}") String answerWithin) {
        Shop.services(saga);

        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .expectFailure(409)
                .expectCompensated("create-shipment", "charge-payment", "reserve-stock");

        assertThat(participantUrl).isEqualTo("http://localhost:" + port);
        assertThat(answerWithin).isEqualTo("20s");
    }
}
