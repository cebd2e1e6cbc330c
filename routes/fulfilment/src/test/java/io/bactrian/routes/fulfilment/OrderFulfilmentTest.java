package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.TurnedClock;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderFulfilmentTest extends RoutesTest {

    @Test
    void fulfilsAnOrder() {
        String id = newId();

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%s","state":"fulfilled","attempt":1,"trackingId":"T-1"}""".formatted(id));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(DONE)
                .startsWith(
                        "/orders",
                        "attempt 1/saga",
                        "reserve-stock",
                        "charge-payment",
                        "attempt 1/confirmation",
                        "create-shipment")
                .contains("complete/reserve-stock", "complete/charge-payment", "attempt 1/completion")
                .noneMatch(done -> done.contains("compensate") || done.contains("cancellation"));
    }

    @Test
    void sendsEachServiceWhatItNeeds() {
        String id = newId();

        place(id);

        assertThat(body(ORDERS, "POST /orders")).isEqualTo("""
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPriceMinor":255}]}""".formatted(id));
        assertThat(body(INVENTORY, "PUT /reservations/" + id))
                .isEqualTo("{\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}");
        assertThat(body(PAYMENT, "PUT /charges/" + id)).isEqualTo("{\"customerId\":\"17850\",\"amountMinor\":1530}");
        assertThat(body(SHIPPING, "PUT /shipments/" + id + "/1"))
                .isEqualTo("{\"customerId\":\"17850\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}");
    }

    @Test
    void takesTheSagaToItsParticipantsAndNotToShipping() {
        String id = newId();

        place(id);

        String saga = request(INVENTORY, "PUT /reservations/" + id).saga();
        assertThat(saga).contains("/lra-coordinator/");
        assertThat(request(PAYMENT, "PUT /charges/" + id).saga()).isEqualTo(saga);
        assertThat(request(ORDERS, "PUT /orders/" + id + "/attempts/1/saga").saga())
                .isEqualTo(saga);
        assertThat(request(ORDERS, "PUT /orders/" + id + "/attempts/1/confirmation")
                        .saga())
                .isEqualTo(saga);
        assertThat(request(ORDERS, "PUT /orders/" + id + "/attempts/1/completion")
                        .saga())
                .isEqualTo(saga);
        assertThat(SHIPPING.received())
                .allSatisfy(request -> assertThat(request.saga()).isNull());
    }

    @ParameterizedTest
    @EnumSource
    void undoesInReverseOrderWhateverStepFails(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.BROKEN);

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%s","state":"cancelled","attempt":1,"reason":"%s: the service answered 500","retryable":true}""".formatted(id, step.route()));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(DONE).containsSubsequence(step.undoing());
        assertThat(DONE).noneMatch(done -> done.startsWith("complete/"));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESERVE_STOCK", "CHARGE_PAYMENT", "CREATE_SHIPMENT"})
    void recordsABusinessRefusalBeforeAnythingIsUndone(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.of(409, "{'error':'no','detail':'not today'}"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%s","state":"refused","attempt":1,"reason":"no: not today","retryable":false}""".formatted(id));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(step.calls(id)).as("a refusal is not retried").isEqualTo(1);
        assertThat(DONE).containsSubsequence("attempt 1/refusal", step.undoing()[0]);
        assertThat(DONE).containsSubsequence(step.undoing());
    }

    @ParameterizedTest
    @EnumSource
    void retriesAPassingFaultInsideTheStep(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.BUSY, Reply.BUSY);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(step.calls(id)).isEqualTo(3);
        assertThat(sagasBegun()).as("sagas begun").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void givesAStepUpWhenItsTimeIsOver(Step step) {
        String id = newId();
        step.service().next(step.call(id), Reply.SILENCE, Reply.SILENCE);

        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> place(id));
        await().until(() -> step.calls(id) == 1);
        step.service().release();
        await("another try, as there is time left").until(() -> step.calls(id) == 2);
        application.getBean(TurnedClock.class).advance(Duration.ofMinutes(1));
        step.service().release();

        assertThat(answer.join().body())
                .startsWith("""
                        {"orderId":"%s","state":"cancelled","attempt":1,"reason":"%s: the service gave no answer""".formatted(id, step.route()))
                .endsWith(",\"retryable\":true}");
        assertThat(step.calls(id)).isEqualTo(2);
        assertThat(DONE).containsSubsequence(step.undoing());
    }

    private static long sagasBegun() {
        return io.bactrian.routes.TestCoordinator.FRONT.receivedLines().stream()
                .filter(line -> line.startsWith("POST "))
                .count();
    }

    private static Request request(ScriptedService service, String line) {
        return service.received().stream()
                .filter(request -> request.line().equals(line))
                .findFirst()
                .orElseThrow(() -> new AssertionError(line + " is not among " + service.receivedLines()));
    }

    private static String body(ScriptedService service, String line) {
        return request(service, line).body();
    }

    /** The steps of the saga: the call each makes, and what is undone, in this order, when that call fails. */
    enum Step {
        RESERVE_STOCK(INVENTORY, "PUT /reservations/%s", "reserve-stock", "attempt 1/cancellation"),
        CHARGE_PAYMENT(
                PAYMENT, "PUT /charges/%s", "charge-payment", "compensate/reserve-stock", "attempt 1/cancellation"),
        CONFIRM_ORDER(
                ORDERS,
                "PUT /orders/%s/attempts/1/confirmation",
                "confirm-order",
                "compensate/charge-payment",
                "compensate/reserve-stock",
                "attempt 1/cancellation"),
        CREATE_SHIPMENT(
                SHIPPING,
                "PUT /shipments/%s/1",
                "book-shipment",
                "compensate/create-shipment",
                "compensate/charge-payment",
                "compensate/reserve-stock",
                "attempt 1/cancellation");

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

        String call(String orderId) {
            return call.formatted(orderId);
        }

        String route() {
            return route;
        }

        String[] undoing() {
            return undoing.toArray(String[]::new);
        }

        long calls(String orderId) {
            return service.receivedLines().stream()
                    .filter(call(orderId)::equals)
                    .count();
        }
    }
}
