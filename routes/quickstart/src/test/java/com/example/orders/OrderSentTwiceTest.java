package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.SagaScript;
import org.junit.jupiter.api.Test;

@BactrianTest(services = {"stock", "payment"})
class OrderSentTwiceTest {

    @Test
    void undoesNothingOfTheOrderThatWasSentBefore(SagaScript saga) {
        saga.given("PUT http:payment/charges/**").undoneBy("DELETE http:payment/charges/**");
        saga.when("PUT /orders/4713").expectSuccess();
        saga.given("PUT http:payment/charges/**").answers(409, "charged before");
        saga.when("PUT /orders/4713").expectFailure();

        assertThat(saga.services().standing()).hasSize(1);
    }

    @Test
    void refusesAnIdThatWouldBeAnotherOrdersInTheServicesUrls(SagaScript saga) {
        saga.when("PUT /orders/4713%3F").expectFailure(400);

        assertThat(saga.services().requests()).isEmpty();
    }
}
