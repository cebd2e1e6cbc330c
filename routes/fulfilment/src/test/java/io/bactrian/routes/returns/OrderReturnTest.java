package io.bactrian.routes.returns;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedService;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderReturnTest extends RoutesTest {

    @Test
    void returnsAnOrder() {
        String id = newId();

        HttpResponse<String> answer = giveBack(id);

        assertThat(answer.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"returned","refund":"15.30"}""".formatted(id));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(DONE)
                .startsWith("POST return", "validate-return", "refund-return", "restock-return")
                .contains("complete/validate-return", "complete/refund-return", "complete/restock-return")
                .doesNotContain("PUT return refusal");
        assertThat(undone()).isEmpty();
    }

    @Test
    void sendsEachServiceWhatItNeeds() {
        String id = newId();

        giveBack(id);

        assertThat(request(ORDERS, "POST /returns").body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","lines":null,"reason":"does not fit"}""".formatted(id));
        assertThat(request(PAYMENT, "PUT /refunds/" + id).body())
                .isEqualTo("{\"orderId\":\"order of %s\",\"customerId\":\"17850\",\"amountMinor\":1530}".formatted(id));
        assertThat(request(INVENTORY, "PUT /restocks/" + id).body())
                .isEqualTo(
                        "{\"orderId\":\"order of %s\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}".formatted(id));
        assertThat(SHIPPING.receivedLines()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void takesOneSagaToAllParticipants() {
        String id = newId();

        giveBack(id);

        String saga = request(ORDERS, Step.VALIDATE.call(id)).saga();
        assertThat(saga).contains("/lra-coordinator/");
        assertThat(request(PAYMENT, Step.REFUND.call(id)).saga()).isEqualTo(saga);
        assertThat(request(INVENTORY, Step.RESTOCK.call(id)).saga()).isEqualTo(saga);
    }

    @ParameterizedTest
    @EnumSource
    void undoesInReverseOrderWhateverStepFails(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.BROKEN);

        HttpResponse<String> answer = giveBack(id);

        assertThat(answer.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"undone","reason":"%2$s: the service answered 500","retryable":true}""".formatted(id, step.route()));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(undone()).isEqualTo(step.undoing());
        assertThat(DONE).noneMatch(done -> done.startsWith("complete/"));
    }

    @Test
    void stopsAtOnceWhenTheReturnIsNotValid() {
        String id = newId();
        ORDERS.next(Step.VALIDATE.call(id), Reply.of(409, "{'error':'more than was bought','detail':'7 of 85123A'}"));

        HttpResponse<String> answer = giveBack(id);

        assertThat(answer.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"refused","reason":"more than was bought: 7 of 85123A","retryable":false}""".formatted(id));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(DONE).containsExactly("POST return", "PUT return refusal", "GET return");
        assertThat(PAYMENT.received()).isEmpty();
        assertThat(INVENTORY.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUND", "RESTOCK"})
    void recordsABusinessRefusalBeforeAnythingIsUndone(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.of(409, "{'error':'no','detail':'not today'}"));

        HttpResponse<String> answer = giveBack(id);

        assertThat(answer.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"undone","reason":"no: not today","retryable":false}""".formatted(id));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(step.calls(id)).as("a refusal is not retried").isEqualTo(1);
        assertThat(undone()).isEqualTo(step.undoing());
        assertThat(DONE)
                .containsSubsequence("PUT return refusal", step.undoing().get(0));
    }

    @ParameterizedTest
    @EnumSource
    void retriesAPassingFaultInsideTheStep(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.BUSY, Reply.HANG_UP);

        HttpResponse<String> answer = giveBack(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(step.calls(id)).isEqualTo(3);
    }

    private static List<String> undone() {
        return DONE.stream()
                .filter(done -> done.matches("compensate/.*-return"))
                .toList();
    }

    private static Request request(ScriptedService service, String line) {
        return service.received().stream()
                .filter(request -> request.line().equals(line))
                .findFirst()
                .orElseThrow(() -> new AssertionError(line + " is not among " + service.receivedLines()));
    }

    /** The steps of the saga: the call each makes, and what is undone, in this order, when that call is answered by nobody who joined. */
    enum Step {
        VALIDATE(ORDERS, "PUT /orders/order%%20of%%20%1$s/returns/%1$s/validation", "validate-return"),
        REFUND(PAYMENT, "PUT /refunds/%1$s", "refund-return", "compensate/validate-return"),
        RESTOCK(
                INVENTORY,
                "PUT /restocks/%1$s",
                "restock-return",
                "compensate/refund-return",
                "compensate/validate-return");

        private final ScriptedService service;
        private final String call;
        private final String route;
        private final List<String> undoing;

        Step(ScriptedService service, String call, String route, String... undoing) {
            this.service = service;
            this.call = call;
            this.route = route;
            this.undoing = List.of(undoing);
        }

        ScriptedService service() {
            return service;
        }

        String call(String returnId) {
            return call.formatted(returnId);
        }

        String route() {
            return route;
        }

        List<String> undoing() {
            return undoing;
        }

        long calls(String returnId) {
            return service.receivedLines().stream()
                    .filter(call(returnId)::equals)
                    .count();
        }
    }
}
