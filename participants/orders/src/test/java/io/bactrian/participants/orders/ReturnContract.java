package io.bactrian.participants.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.starter.callback.StepRun.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Returns: of an order of 6 pieces, 4 of them for 2.55 and 2 for 3.00, and one thing for 10.00. Validations join real sagas. */
abstract class ReturnContract extends StepContract {

    private static final long TOTAL = 4 * 255 + 2 * 300 + 1000;

    private String orderSaga = "";

    abstract Service service();

    @Override
    protected void prepare() {
        fulfil();
        ask(id(), "");
    }

    @Override
    protected Answer act() {
        return validate(id(), saga);
    }

    @Override
    protected void compensate() {
        assertThat(end(Phase.COMPENSATION, "direct:drop-return", id(), saga)).hasToString("200 ");
    }

    @Override
    protected int effects() {
        return orderState().equals("RETURNING") ? 1 : 0;
    }

    @Override
    protected String stepName() {
        return "validate-return";
    }

    @Override
    protected JdbcClient jdbc() {
        return service().bean(JdbcClient.class);
    }

    @Test
    void returnsAWholeOrder() {
        fulfil();
        assertThat(ask(id(), "")).hasToString(answer("run", "REQUESTED", "null", null, false));
        assertThat(act())
                .isEqualTo(Answer.ok()
                        .with("returnId", id())
                        .with("orderId", order)
                        .with("customerId", "17850")
                        .with("amountMinor", (int) TOTAL)
                        .with("lines", List.of(line("85123A", 6), line("lamp", 1))));
        assertThat(ask(id(), "")).hasToString(answer("running", "ACCEPTED", "" + TOTAL, null, false));

        complete(saga);
        complete(saga);
        assertThat(lookUp(id())).hasToString(answer("returned", "RETURNED", "" + TOTAL, null, false));
        assertThat(ask(id(), "")).hasToString(lookUp(id()).toString());
        assertThat(orderState()).isEqualTo("RETURNED");
        assertThat(decisionOnOrder()).isEqualTo("returned");
    }

    private static Map<String, Object> line(String sku, int quantity) {
        return Map.of("sku", sku, "quantity", quantity);
    }

    @Test
    void returnsAnOrderInPartsThatAddUpToItsTotal() {
        fulfil();
        assertThat(returnOf(id("a"), "{'sku':'85123A','quantity':1},{'sku':'85123A','quantity':2}"))
                .as("the dearest pieces come back first")
                .isEqualTo(2 * 300 + 255);
        assertThat(orderState()).isEqualTo("FULFILLED");
        assertThat(decisionOnOrder()).isEqualTo("fulfilled");
        assertThat(returnOf(id("b"), "{'sku':'85123A','quantity':3}")).isEqualTo(3 * 255);
        assertThat(orderState()).isEqualTo("FULFILLED");
        assertThat(returnOf(id("c"), "")).as("all that is left").isEqualTo(1000);
        assertThat(orderState()).isEqualTo("RETURNED");
        assertThat(accepted(id("c"))).containsExactly("1 lamp");
    }

    @Test
    void refusesMoreThanWasBought() {
        fulfil();
        returnOf(id("a"), "{'sku':'85123A','quantity':4}");
        ask(id("b"), "{'sku':'lamp','quantity':1},{'sku':'85123A','quantity':3}");
        ask(id("c"), "{'sku':'sofa','quantity':1}");
        assertThat(validate(id("b"), newSaga()))
                .isEqualTo(Answer.refused(
                        "more than was bought",
                        "3 of 85123A, of which order %s has 6 bought and 4 returned".formatted(order)));
        assertThat(validate(id("c"), newSaga()))
                .isEqualTo(Answer.refused(
                        "more than was bought",
                        "1 of sofa, of which order %s has 0 bought and 0 returned".formatted(order)));
        assertThat(orderState()).isEqualTo("FULFILLED");
    }

    @Test
    void refusesAnOrderThatWasReturned() {
        fulfil();
        returnOf(id("a"), "");
        ask(id(), "");
        assertThat(act()).isEqualTo(Answer.refused("order was returned", order + " has nothing left to be returned"));
    }

    @Test
    void refusesAnOrderThatNobodyPlaced() {
        ask(id(), "");
        assertThat(act()).isEqualTo(Answer.refused("unknown order", order + " was never placed"));
    }

    @Test
    void refusesAnOrderThatIsNotFulfilledAndSaysWhetherItMayBeLater() {
        place();
        ask(id(), "");
        assertThat(act())
                .isEqualTo(Answer.refused("order is not fulfilled yet", order + " is PENDING")
                        .with("retryable", true));
        assertThat(lookUp(id())).hasToString(answer("run", "REQUESTED", "null", null, false));
        service().put("/orders/%s/attempts/1/cancellation".formatted(order), "{}");
        assertThat(validate(id(), newSaga()))
                .as("an order that may be tried again")
                .isEqualTo(Answer.refused("order was not fulfilled", order + " was cancelled")
                        .with("retryable", true));
        place();
        service().put("/orders/%s/attempts/2/refusal".formatted(order), "{\"reason\":\"declined\"}");
        service().put("/orders/%s/attempts/2/cancellation".formatted(order), "{}");
        assertThat(validate(id(), newSaga()))
                .isEqualTo(Answer.refused("order was not fulfilled", order + " was cancelled")
                        .with("retryable", false));
    }

    @Test
    void refusesAReturnThatComesTooLate() {
        fulfil();
        ManualClock clock = service().bean(ManualClock.class);
        clock.advance(Duration.ofDays(30));
        returnOf(id("a"), "{'sku':'lamp','quantity':1}");
        String until = clock.instant().toString();
        clock.advance(Duration.ofMillis(1));
        ask(id(), "");
        assertThat(act())
                .isEqualTo(Answer.refused(
                        "too late to return", "order %s could be returned until %s".formatted(order, until)));
    }

    @Test
    void letsAnOrderWaitForOneReturnAtATime() {
        prepare();
        act();
        ask(id("b"), "{'sku':'lamp','quantity':1}");
        assertThat(validate(id("b"), newSaga()))
                .isEqualTo(Answer.refused("order is being returned", "%1$s by return r-%1$s".formatted(order))
                        .with("retryable", true));
        compensate();
        assertThat(validate(id("b"), newSaga()).status()).isEqualTo(200);
    }

    @RepeatedTest(5)
    void acceptsOneOfManyReturnsOfTheSamePieces() {
        fulfil();
        List<Callable<Answer>> returning = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String each = newSaga();
            String returnId = id("r" + i);
            ask(returnId, "");
            returning.add(() -> validate(returnId, each));
        }
        assertThat(Race.run(returning))
                .extracting(Answer::status)
                .containsOnlyOnce(200)
                .contains(409);
        assertThat(orderState()).isEqualTo("RETURNING");
    }

    @RepeatedTest(5)
    void letsOneOfManySagasDriveTheSameReturn() {
        prepare();
        List<Callable<Answer>> driving = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String each = newSaga();
            driving.add(() -> validate(id(), each));
        }
        List<Answer> answers = Race.run(driving);
        String driver = jdbc().sql("select saga_id from order_return where return_id = :id")
                .param("id", id())
                .query(String.class)
                .single();
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(Answer::isRefusal)
                .containsOnly(
                        Answer.refused("return is running", "return %s belongs to saga %s".formatted(id(), driver))
                                .with("retryable", true));
    }

    @Test
    void mayBeAskedForAgainWhenItWasUndoneForATechnicalReason() {
        prepare();
        act();
        compensate();
        assertThat(ask(id(), "")).hasToString(answer("run", "UNDONE", "" + TOTAL, "\"the saga was cancelled\"", true));
        assertThat(orderState()).isEqualTo("FULFILLED");

        String second = newSaga();
        assertThat(validate(id(), second).status()).isEqualTo(200);
        complete(second);
        assertThat(lookUp(id()).json().path("decision").asText()).isEqualTo("returned");
        assertThat(accepted(id())).containsExactly("6 85123A", "1 lamp");
    }

    @Test
    void staysUndoneForTheFirstBusinessReason() {
        prepare();
        act();
        assertThat(refuse(saga, "damaged: lamp"))
                .hasToString(answer("running", "ACCEPTED", "" + TOTAL, "\"damaged: lamp\"", false));
        refuse(saga, "declined");
        compensate();
        assertThat(ask(id(), "")).hasToString(answer("undone", "UNDONE", "" + TOTAL, "\"damaged: lamp\"", false));
        assertThat(validate(id(), newSaga()))
                .isEqualTo(Answer.refused("return is over", "return %s of order %s is UNDONE".formatted(id(), order)));
        assertThat(orderState()).isEqualTo("FULFILLED");
    }

    @Test
    void staysUndoneAlsoForAReasonThatComesAfterTheCompensation() {
        prepare();
        act();
        compensate();
        assertThat(refuse(saga, "damaged: lamp"))
                .hasToString(answer("undone", "UNDONE", "" + TOTAL, "\"damaged: lamp\"", false));
    }

    @Test
    void staysRefusedOnceTheReasonIsOnRecord() {
        ask(id(), "");
        act();
        assertThat(refuse(saga, "unknown order: it was never placed"))
                .hasToString(answer("refused", "REFUSED", "null", "\"unknown order: it was never placed\"", false));
        fulfil();
        assertThat(validate(id(), newSaga()).status()).isEqualTo(409);
        assertThat(ask(id(), "").json().path("decision").asText()).isEqualTo("refused");
    }

    @Test
    void isRefusedByNoOtherSagaThanTheOneThatDrivesIt() {
        prepare();
        act();
        assertThat(refuse(newSaga(), "no"))
                .hasToString("409 {\"error\":\"return is over\",\"detail\":\"return %s of order %s is ACCEPTED\"}"
                        .formatted(id(), order));
        complete(saga);
        assertThat(refuse(saga, "no").status()).isEqualTo(409);
        assertThat(lookUp(id()).json().path("decision").asText()).isEqualTo("returned");
    }

    @Test
    void refusesTheSameIdWithOtherContent() {
        ask(id(), "{'sku':'a','quantity':2},{'sku':'b','quantity':1}");
        assertThat(ask(id(), "{'sku':'b','quantity':1},{'sku':'a','quantity':2}")
                        .status())
                .as("the lines in another order")
                .isEqualTo(200);
        String other = "409 {\"error\":\"return %s was asked for before with other content\"}".formatted(id());
        assertThat(ask(id(), "{'sku':'a','quantity':3}")).hasToString(other);
        assertThat(ask(id(), "")).hasToString(other);
        assertThat(service().post("/returns", body(id(), order + "x", "{'sku':'a','quantity':2}")))
                .hasToString(other);
    }

    @Test
    void opensTheOrderAgainWhenACompleteReturnIsUndoneWithItsParent() {
        prepare();
        act();
        complete(saga);
        compensate();
        assertThat(orderState()).isEqualTo("FULFILLED");
        assertThat(lookUp(id()).json().path("state").asText()).isEqualTo("UNDONE");
    }

    @Test
    void neverUndoesNorRepeatsTheOrderOfAReturn() {
        prepare();
        act();
        String fulfilled = "200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"RETURNING\"}".formatted(order);
        assertThat(endOrder("completion")).hasToString(fulfilled);
        complete(saga);
        assertThat(endOrder("cancellation").status()).isEqualTo(409);
        assertThat(place().json().path("decision").asText()).isEqualTo("returned");
        assertThat(orderState()).isEqualTo("RETURNED");
    }

    @Test
    void namesEveryFaultOfAReturn() {
        assertThat(service().post("/returns", "{\"returnId\":\"\",\"lines\":[{\"quantity\":0}]}"))
                .hasToString(
                        "400 {\"errors\":[\"returnId must be 1 to 100 characters, none of them a control character, was \\\"\\\"\","
                                + "\"orderId is missing\",\"line 1: sku is missing\","
                                + "\"line 1: quantity must be 1 or more, was 0\",\"reason is missing\"]}");
        assertThat(service().put("/orders/4711/returns/r1/refusal", "{}"))
                .hasToString("400 {\"errors\":[\"reason is missing\","
                        + "\"header Long-Running-Action is missing: call this within a saga\"]}");
        assertThat(service().get("/returns/never"))
                .hasToString("404 {\"error\":\"no such return\",\"detail\":\"never was never asked for\"}");
        assertThat(validate("never", saga))
                .isEqualTo(Answer.notFound(
                        "no such return", "return never of order %s was never asked for".formatted(order)));
    }

    private String id() {
        return "r-" + order;
    }

    private Reply place() {
        return service()
                .post(
                        "/orders",
                        ("{\"orderId\":\"%s\",\"customerId\":\"17850\",\"lines\":["
                                        + "{\"sku\":\"85123A\",\"quantity\":4,\"unitPriceMinor\":255},"
                                        + "{\"sku\":\"lamp\",\"quantity\":1,\"unitPriceMinor\":1000},"
                                        + "{\"sku\":\"85123A\",\"quantity\":2,\"unitPriceMinor\":300}]}")
                                .formatted(order));
    }

    private void fulfil() {
        orderSaga = newSaga();
        place();
        String attempt = "/orders/%s/attempts/1/".formatted(order);
        service().put(attempt + "saga", "{}", "Long-Running-Action", orderSaga);
        service().put(attempt + "confirmation", "{}", "Long-Running-Action", orderSaga);
        assertThat(endOrder("completion").status()).isEqualTo(200);
    }

    private Reply endOrder(String how) {
        return service().put("/orders/%s/attempts/1/%s".formatted(order, how), "{}", "Long-Running-Action", orderSaga);
    }

    /** The id of one more return of this test's order. */
    private String id(String name) {
        return name + "-" + order;
    }

    private Reply ask(String returnId, String lines) {
        return service().post("/returns", body(returnId, order, lines));
    }

    private static String body(String returnId, String orderId, String lines) {
        String all = lines.isEmpty() ? "" : "'lines':[%s],".formatted(lines);
        return "{'returnId':'%s','orderId':'%s',%s'reason':'does not fit'}"
                .formatted(returnId, orderId, all)
                .replace('\'', '"');
    }

    private Answer validate(String returnId, String by) {
        return service()
                .put("/orders/%s/returns/%s/validation".formatted(order, returnId), "{}", "Long-Running-Action", by)
                .answer();
    }

    private Reply refuse(String by, String reason) {
        return service()
                .put(
                        "/orders/%s/returns/%s/refusal".formatted(order, id()),
                        "{\"reason\":\"%s\"}".formatted(reason),
                        "Long-Running-Action",
                        by);
    }

    /** Returns some of the order, and gives the amount. */
    private long returnOf(String returnId, String lines) {
        String by = newSaga();
        ask(returnId, lines);
        Answer accepted = validate(returnId, by);
        assertThat(end(Phase.COMPLETION, "direct:complete-return", returnId, by))
                .hasToString("200 ");
        return ((Number) accepted.body().get("amountMinor")).longValue();
    }

    private void complete(String by) {
        assertThat(end(Phase.COMPLETION, "direct:complete-return", id(), by)).hasToString("200 ");
    }

    private Reply end(Phase phase, String route, String returnId, String by) {
        return new Callback(phase, route, stepName())
                .send(service(), by, Map.of("orderKey", OrderKey.of(order), "returnKey", OrderKey.of(returnId)));
    }

    private Reply lookUp(String returnId) {
        return service().get("/returns/" + returnId);
    }

    private String answer(String decision, String state, String amount, String reason, boolean retryable) {
        return "200 {\"returnId\":\"r-%1$s\",\"orderId\":\"%1$s\",\"decision\":\"%2$s\",\"state\":\"%3$s\",\"amountMinor\":%4$s,\"reason\":%5$s,\"retryable\":%6$s}"
                .formatted(order, decision, state, amount, reason, retryable);
    }

    private String decisionOnOrder() {
        return service().get("/orders/" + order).json().path("decision").asText();
    }

    private String orderState() {
        return service().get("/orders/" + order).json().path("state").asText();
    }

    private List<String> accepted(String returnId) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : service().get("/audit").json().path("returns")) {
            if (row.path("returnId").asText().equals(returnId)
                    && row.path("orderId").asText().equals(order)) {
                row.path("lines")
                        .forEach(line -> lines.add(line.path("quantity").asText() + " "
                                + line.path("sku").asText()));
            }
        }
        return lines;
    }
}
