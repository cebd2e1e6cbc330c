package io.bactrian.testkit.shop;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.SagaScript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

// spotless:off
// the test in docs/testing.md begins
@BactrianTest(services = {"inventory", "payment=payment.base-url", "shipping"})
class OrderFulfilmentTest {

    @BeforeEach
    void services(SagaScript saga) {
        saga.given("PUT http:inventory/reservations/*").joins("reserve-stock");
        saga.given("PUT http:payment/charges/*").joins("charge-payment");
        saga.given("PUT http:shipping/shipments/*").undoneBy("DELETE http:shipping/shipments/*");
    }

    @Test
    void refundsAndReleasesWhenShippingRefuses(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*").answers(409, "no carrier for this address")
            .when("direct:fulfil", "4711")
            .expectFailure(409)
            .expectCompensated("create-shipment", "charge-payment", "reserve-stock")
            .expectNothingOpen();
    }
}
// the test in docs/testing.md ends
// spotless:on
