package io.bactrian.routes.fulfilment;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.Reply;
import io.bactrian.testkit.Request;
import io.bactrian.testkit.SagaScript;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order saga as a conversation: what is undone, in which order, when what goes wrong. */
@BactrianTest(
        services = {"inventory", "payment", "orders", "shipping"},
        properties = {
            "spring.datasource.url=jdbc:h2:mem:order-saga;DB_CLOSE_DELAY=-1",
            "routes.step.timeout=30s",
            "routes.step.call-timeout=25s",
            "routes.step.first-pause=1ms",
            "routes.step.longest-pause=10ms"
        })
class OrderFulfilmentSagaTest {

    private static final String ATTEMPT = "PUT http:orders/orders/*/attempts/*/";

    @BeforeEach
    void services(SagaScript saga) {
        saga.given("PUT http:inventory/reservations/*").joins("reserve-stock");
        saga.given("PUT http:payment/charges/*").joins("charge-payment");
        saga.given("PUT http:shipping/shipments/*/*")
                .answers(201, Map.of("trackingId", "T-1"))
                .undoneBy("DELETE http:shipping/shipments/*/*");
        saga.given("GET http:shipping/shipments/*/*").answers(200, Map.of("trackingId", "T-1"));
        saga.given("POST http:orders/orders").answers(200, onRecord("run", null, false));
        saga.given(ATTEMPT + "confirmation").joins("confirm-order");
        saga.given("GET http:orders/orders/*").answers(request -> recorded(saga));
    }

    // spotless:off

    @Test
    void fulfilsAnOrder(SagaScript saga) {
        saga.when("POST /orders", order("4711"))
            .expectAnswer(201, """
                {"orderId":"4711","state":"fulfilled","attempt":1,"trackingId":"T-1"}""")
            .expectCompleted("order-fulfilment", "reserve-stock", "charge-payment", "confirm-order", "create-shipment")
            .expectNothingOpen();
    }

    @Test
    void refundsAndReleasesWhenShippingRefuses(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*/*").answers(409, Map.of("error", "no carrier", "detail", "for this address"))
            .when("POST /orders", order("4711"))
            .expectFailure(409)
            .expectAnswer(409, """
                {"orderId":"4711","state":"refused","attempt":1,"reason":"no carrier: for this address","retryable":false}""")
            .expectCompensated("create-shipment", "confirm-order", "charge-payment", "reserve-stock", "order-fulfilment")
            .expectNothingOpen();
    }

    @Test
    void undoesWhatWasDoneWhenAStepFails(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").answers(500)
            .when("POST /orders", order("4711"))
            .expectFailure("charge-payment: the service answered 500")
            .expectCompensated("charge-payment", "reserve-stock", "order-fulfilment")
            .expectCalls("PUT http:shipping/**", 0)
            .expectNothingOpen();
    }

    @Test
    void triesAPassingFaultAgain(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*/*").answers(503).hangsUp().answers(201, Map.of("trackingId", "T-1"))
            .when("POST /orders", order("4711"))
            .expectSuccess()
            .expectCalls("PUT http:shipping/shipments/*/*", 3)
            .expectCompleted();
    }

    @Test
    void undoesASagaWhoseTimeIsOverThoughAStepStillWaits(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").whenReleased()
            .when("POST /orders", order("4711"))
            .advance(Duration.ofMinutes(2))
            .expectCompensated("charge-payment", "reserve-stock", "order-fulfilment")
            .release()
            .expectFailure(409)
            .expectCalls("PUT http:shipping/**", 0);
    }

    @Test
    void undoesTheRestOnceAParticipantIsBack(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").dies();
        saga.given("PUT http:shipping/shipments/*/*").answers(500)
            .when("POST /orders", order("4711"))
            .restartCoordinator()
            .comesBack("inventory")
            .given("COMPENSATE reserve-stock").answers(200).script()
            .advance(Duration.ofSeconds(30))
            .expectCompensated("create-shipment", "confirm-order", "charge-payment", "reserve-stock", "order-fulfilment")
            .expectNothingOpen();
    }

    // spotless:on

    private static String order(String orderId) {
        return """
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(orderId);
    }

    /** What the orders service has on record, from what it was told. */
    private static Reply recorded(SagaScript saga) {
        String reason = saga.services().requests(ATTEMPT + "refusal").stream()
                .map(Request::body)
                .map(body -> body.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1"))
                .findFirst()
                .orElse(null);
        if (!saga.services().requests(ATTEMPT + "cancellation").isEmpty()) {
            return Reply.of(200, onRecord("cancelled", reason, reason == null));
        }
        boolean complete = !saga.services().requests(ATTEMPT + "completion").isEmpty();
        return Reply.of(200, onRecord(complete ? "fulfilled" : "running", null, false));
    }

    private static Map<String, Object> onRecord(String decision, String reason, boolean retryable) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("orderId", "4711");
        order.put("attempt", 1);
        order.put("decision", decision);
        order.put("reason", reason);
        order.put("retryable", retryable);
        return order;
    }
}
