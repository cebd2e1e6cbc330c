package io.bactrian.testkit.shop;

import io.bactrian.testkit.SagaScript;

/** What the services around the shop are like when nothing goes wrong. */
final class Shop {

    private Shop() {}

    static void services(SagaScript saga) {
        saga.given("PUT http:inventory/reservations/*").joins("reserve-stock");
        saga.given("PUT http:payment/charges/*").joins("charge-payment");
        saga.given("PUT http:shipping/shipments/*").undoneBy("DELETE http:shipping/shipments/*");
    }
}
