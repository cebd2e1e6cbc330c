package io.bactrian.routes.returns;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.Reply;
import io.bactrian.testkit.Request;
import io.bactrian.testkit.SagaScript;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The return saga as a conversation: what is undone, in which order, when what goes wrong. */
@BactrianTest(
        services = {"inventory", "payment", "orders", "shipping"},
        properties = {
            "spring.datasource.url=jdbc:h2:mem:return-saga;DB_CLOSE_DELAY=-1",
            "routes.step.timeout=30s",
            "routes.step.call-timeout=25s",
            "routes.step.first-pause=1ms",
            "routes.step.longest-pause=10ms"
        })
class OrderReturnSagaTest {

    private static final String RETURN = "PUT http:orders/orders/*/returns/*/";
    private static final Map<String, Object> ACCEPTED = Map.of(
            "orderId",
            "4711",
            "customerId",
            "17850",
            "amountMinor",
            1530,
            "lines",
            List.of(Map.of("sku", "85123A", "quantity", 6)));

    @BeforeEach
    void services(SagaScript saga) {
        saga.given("POST http:orders/returns").answers(200, onRecord("run", "REQUESTED", null, false));
        saga.given(RETURN + "validation").joins("validate-return").answers(200, ACCEPTED);
        saga.given("PUT http:payment/refunds/*").joins("refund-return");
        saga.given("PUT http:inventory/restocks/*").joins("restock-return");
        saga.given("GET http:orders/returns/*").answers(request -> recorded(saga));
    }

    // spotless:off

    @Test
    void returnsAnOrder(SagaScript saga) {
        saga.given("GET http:orders/returns/*").answers(200, onRecord("returned", "RETURNED", null, false))
            .when("POST /returns", ALL)
            .expectAnswer(201, """
                {"returnId":"r1","orderId":"4711","state":"returned","refund":"15.30"}""")
            .expectCompleted("validate-return", "refund-return", "restock-return")
            .expectCalls("PUT http:shipping/**", 0)
            .expectNothingOpen();
    }

    @Test
    void cancelsTheRefundWhenTheGoodsAreDamaged(SagaScript saga) {
        saga.given("PUT http:inventory/restocks/*").answers(409, Map.of("error", "damaged", "detail", "all of it"))
            .when("POST /returns", ALL)
            .expectAnswer(409, """
                {"returnId":"r1","orderId":"4711","state":"undone","reason":"damaged: all of it","retryable":false}""")
            .expectCompensated("restock-return", "refund-return", "validate-return")
            .expectNothingOpen();
    }

    @Test
    void stopsAtOnceWhenTheReturnIsNotValid(SagaScript saga) {
        saga.given(RETURN + "validation").answers(409, Map.of("error", "order was returned"))
            .when("POST /returns", ALL)
            .expectAnswer(409, """
                {"returnId":"r1","orderId":"4711","state":"refused","reason":"order was returned","retryable":false}""")
            .expectCompensated("validate-return")
            .expectCalls("PUT http:payment/**", 0)
            .expectCalls("PUT http:inventory/**", 0)
            .expectNothingOpen();
    }

    @Test
    void undoesAReturnWhoseTimeIsOverThoughAStepStillWaits(SagaScript saga) {
        saga.given("PUT http:inventory/restocks/*").whenReleased()
            .when("POST /returns", ALL)
            .advance(Duration.ofMinutes(2))
            .expectCompensated("restock-return", "refund-return", "validate-return")
            .release()
            .expectFailure(409);
    }

    // spotless:on

    private static final String ALL = """
            {"returnId":"r1","orderId":"4711","reason":"does not fit"}""";

    /** What the orders service has on record, from what it was told. */
    private static Reply recorded(SagaScript saga) {
        String reason = saga.services().requests(RETURN + "refusal").stream()
                .map(Request::body)
                .map(body -> body.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1"))
                .findFirst()
                .orElse(null);
        boolean refunded =
                !saga.services().requests("PUT http:payment/refunds/*").isEmpty();
        String state = reason != null && !refunded ? "REFUSED" : "UNDONE";
        return Reply.of(200, onRecord(state.toLowerCase(Locale.ROOT), state, reason, reason == null));
    }

    private static Map<String, Object> onRecord(String decision, String state, String reason, boolean retryable) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("returnId", "r1");
        row.put("orderId", "4711");
        row.put("decision", decision);
        row.put("state", state);
        row.put("amountMinor", 1530);
        row.put("reason", reason);
        row.put("retryable", retryable);
        return row;
    }
}
