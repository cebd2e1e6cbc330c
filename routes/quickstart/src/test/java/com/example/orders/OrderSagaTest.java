package com.example.orders;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.SagaScript;
import org.junit.jupiter.api.Test;

@BactrianTest(services = {"stock", "payment"})
class OrderSagaTest {

    @Test
    void releasesTheStockWhenThePaymentIsDeclined(SagaScript saga) {
        saga.given("PUT http:payment/charges/4711/*").answers(409, "declined")
            .when("PUT /orders/4711")
            .expectFailure()
            .expectCompensated("charge-payment", "reserve-stock")
            .expectCalls("DELETE http:stock/reservations/4711/*", 1)
            .expectNothingOpen();
    }

    @Test
    void reservesAndCharges(SagaScript saga) {
        saga.when("PUT /orders/4712")
            .expectSuccess()
            .expectCompleted("reserve-stock", "charge-payment")
            .expectNothingOpen();
    }
}
