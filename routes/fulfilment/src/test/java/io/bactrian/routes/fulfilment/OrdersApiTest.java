package io.bactrian.routes.fulfilment;

import static io.bactrian.routes.TestCoordinator.FRONT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.service.UrlKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrdersApiTest extends RoutesTest {

    @Test
    void namesEveryFaultOfAnOrder() {
        HttpResponse<String> answer = post("/orders", """
                {"orderId":"a/b","lines":[{"sku":"","quantity":-5,"unitPrice":2.55},{"sku":"x","quantity":1,"unitPrice":"1.234"}]}""");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("""
                {"errors":["orderId must not contain / or \\\\ nor consist of dots, was \\"a/b\\"",\
                "customerId must be a text of 1 to 64 characters without control characters, was missing",\
                "line 1: sku must be a text of 1 to 64 characters without control characters, was \\"\\"",\
                "line 1: quantity must be 1 or more, was -5",\
                "line 1: unitPrice must be a text such as \\"2.55\\", 0 or more, with at most 2 decimals, was 2.55",\
                "line 2: unitPrice must be a text such as \\"2.55\\", 0 or more, with at most 2 decimals, was \\"1.234\\""]}""");
        assertThat(ORDERS.received()).isEmpty();
    }

    @Test
    void refusesAnIdUnderWhichServicesKnowAPurchase() {
        HttpResponse<String> answer = place("purchase-7");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"errors\":[\"orderId must not begin with purchase-, was \\\"purchase-7\\\"\"]}");
        assertThat(ORDERS.received()).isEmpty();
    }

    @Test
    void saysWhatTheServiceFindsWrongWithAnOrder() {
        ORDERS.next("POST /orders", Reply.of(400, "{'errors':['customerId must be known','and so must line 1']}"));

        HttpResponse<String> answer = place(newId());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"errors\":[\"customerId must be known\",\"and so must line 1\"]}");
    }

    @Test
    void saysWhatIsWrongWithAnIdThatIsLookedUp() {
        String id = newId();
        ORDERS.next("GET /orders/" + id, Reply.of(400, "{'errors':['orderId must be 1 to 100 characters']}"));

        HttpResponse<String> answer = get("/orders/" + id);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"errors\":[\"orderId must be 1 to 100 characters\"]}");
    }

    @Test
    void refusesWhatIsNoJson() {
        HttpResponse<String> answer = post("/orders", "orderId=4711");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"errors\":[\"body must be JSON, was not: ");
    }

    @Test
    void refusesAnEmptyBody() {
        HttpResponse<String> answer = post("/orders", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"errors\":[\"body must be a JSON object, was missing\"]}");
    }

    @Test
    void takesNothingButJson() {
        HttpResponse<String> answer =
                send(request("/orders").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void asksOnceForAnAnswerThatCannotBeRead() {
        String id = newId();
        SHIPPING.next("PUT /shipments/" + id, Reply.of(201, "<html>"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%s","state":"cancelled","attempt":1,"reason":"book-shipment: the service's answer is not to be understood","retryable":true}""".formatted(id));
        assertThat(SHIPPING.receivedLines())
                .containsExactly("PUT /shipments/" + id + "/1", "DELETE /shipments/" + id + "/1");
    }

    @Test
    void tellsTheRecordedOutcomeToWhoeverRepeatsAnOrder() {
        String id = newId();
        HttpResponse<String> first = place(id);
        DONE.clear();

        HttpResponse<String> second = place(id);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(DONE).as("no step is done again").containsExactly("/orders", "look-up-shipment");
    }

    @Test
    void tellsTheOutcomeEvenWhenShippingCannotBeAsked() {
        String id = newId();
        place(id);
        SHIPPING.next("GET /shipments/" + id + "/1", Reply.BUSY);

        HttpResponse<String> second = place(id);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"fulfilled\",\"attempt\":1}");
    }

    @Test
    void refusesTheSameIdWithOtherContent() {
        String id = newId();
        place(id);

        HttpResponse<String> answer = post("/orders", """
                {"orderId":"%s","customerId":"other","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(id));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%1$s","state":"refused","reason":"order %1$s was placed before with other content","retryable":false}""".formatted(id));
    }

    @Test
    void asksWhoeverRepeatsAnOrderThatRunsToWait() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> place(id));
        await().until(() -> PAYMENT.receivedLines().contains("PUT /charges/" + id));

        HttpResponse<String> second = place(id);

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"running\",\"attempt\":1}");
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(get("/orders/" + id).body()).contains("\"state\":\"running\"");
        PAYMENT.release(); // the call is cut, and tried again
        assertThat(first.join().statusCode()).isEqualTo(201);
        assertThat(DONE.stream().filter("reserve-stock"::equals)).hasSize(1);
    }

    @Test
    void runsOneSagaHoweverOftenAnOrderIsRedeliveredAtOnce() {
        String id = newId();

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 8)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> place(id)))
                .toList();

        assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                .contains(201)
                .allMatch(status -> status == 201 || status == 202);
        assertThat(DONE.stream().filter("create-shipment"::equals)).hasSize(1);
        assertThat(DONE.stream().filter("charge-payment"::equals)).hasSize(1);
    }

    @Test
    void runsATechnicallyCancelledOrderAgain() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.BROKEN);
        assertThat(place(id).statusCode()).isEqualTo(409);

        HttpResponse<String> second = place(id);

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).contains("\"attempt\":2");
        assertThat(SHIPPING.receivedLines()).contains("PUT /shipments/" + id + "/2");
    }

    @Test
    void leavesARefusedOrderRefused() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.of(409, "{'error':'declined','detail':'credit limit'}"));
        HttpResponse<String> first = place(id);
        DONE.clear();

        HttpResponse<String> second = place(id);

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).isEqualTo(first.body()).contains("declined: credit limit");
        assertThat(DONE).containsExactly("/orders");
    }

    @Test
    void looksAnOrderUp() {
        String id = newId();
        String refused = newId();
        place(id);
        INVENTORY.next("PUT /reservations/" + refused, Reply.of(409, "{'error':'out of stock','detail':'85123A'}"));
        place(refused);

        assertThat(get("/orders/" + id).body())
                .isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"fulfilled\",\"attempt\":1,\"trackingId\":\"T-1\"}");
        assertThat(get("/orders/" + refused).body()).isEqualTo("""
                {"orderId":"%s","state":"refused","attempt":1,"reason":"out of stock: 85123A","retryable":false}""".formatted(refused));
        assertThat(get("/orders/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotFindAnOrderThatWasNeverPlaced() {
        HttpResponse<String> answer = get("/orders/never");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"orderId\":\"never\",\"state\":\"unknown\"}");
    }

    @Test
    void carriesAnIdOfOddCharactersThroughTheSagaAndItsCallbacks() {
        String id = newId() + " 50% a+b&c=d#e?ü~,{x}";
        PAYMENT.next("PUT /charges/", Reply.BROKEN);

        HttpResponse<String> cancelled = place(id);
        HttpResponse<String> fulfilled = place(id);
        HttpResponse<String> found = get("/orders/" + UrlKey.path(id));

        assertThat(cancelled.body()).contains("\"state\":\"cancelled\"").contains(id);
        assertThat(fulfilled.body())
                .contains("\"state\":\"fulfilled\",\"attempt\":2")
                .contains(id);
        assertThat(found.body()).isEqualTo(fulfilled.body());
        assertThat(SHIPPING.receivedLines()).contains("PUT /shipments/" + UrlKey.path(id) + "/2");
    }

    @Test
    void keepsWhatACallerSendsAndWhatServicesAnswerToItself() {
        HttpResponse<String> answer = send(request("/orders")
                .header("Content-Type", "application/json")
                .header("Long-Running-Action", ORDERS.url() + "/lra-coordinator/foreign")
                .header("Authorization", "secret")
                .header("X-Mine", "mine")
                .POST(BodyPublishers.ofString(orderJson(newId()))));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().map().keySet())
                .isSubsetOf(
                        ":status",
                        "content-type",
                        "content-length",
                        "date",
                        "transfer-encoding",
                        "connection",
                        "keep-alive");
        for (var service : List.of(INVENTORY, PAYMENT, ORDERS, SHIPPING)) {
            assertThat(service.received()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                    .doesNotContainKeys("authorization", "x-mine", "x-service-internal"));
        }
        assertThat(INVENTORY.received().get(0).saga()).startsWith(FRONT.url()).doesNotContain("foreign");
    }

    @Test
    void keepsWhatACallerSendsToItselfAlsoWhenItRefuses() {
        HttpResponse<String> answer = send(request("/orders")
                .header("Content-Type", "application/json")
                .header("X-Mine", "mine")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("X-Mine")).isEmpty();
    }

    @Test
    void beginsNothingWhileOrdersIsDown() {
        String id = newId();
        ORDERS.next("POST /orders", Reply.BROKEN);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"nothing was begun, try again: open-order: the service answered 500\"}");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(FRONT.received()).isEmpty();
    }

    @Test
    void beginsNothingWhileTheCoordinatorIsDownAndLetsTheNextTryRunAtOnce() {
        String id = newId();
        FRONT.next("POST /lra-coordinator/start", TestCoordinator.says(Reply.NOT_NOW));

        HttpResponse<String> answer = place(id);
        HttpResponse<String> next = place(id);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith("{\"error\":\"nothing was begun, try again: ");
        assertThat(next.statusCode()).isEqualTo(201);
        assertThat(next.body()).contains("\"attempt\":2");
    }

    @Test
    void callsAnOrderRunningWhoseCloseFailed() {
        String id = newId();
        FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"running\",\"attempt\":1}");
    }

    @Test
    void callsAnOrderRunningWhoseCancelFailed() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.BROKEN);
        FRONT.nextEnding("/cancel", TestCoordinator.says(Reply.NOT_NOW));

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"running\",\"attempt\":1}");
    }

    @Test
    void believesTheRecordAndNotTheClose() {
        String id = newId();
        FRONT.nextEnding("/close", TestCoordinator.says(Reply.of(200, "Closed")));

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode())
                .as("nobody was told that the saga closed")
                .isEqualTo(202);
    }

    @Test
    void asksToComeBackWhenTheOutcomeCannotBeRead() {
        String id = newId();
        ORDERS.next("GET /orders/" + id, Reply.BROKEN);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"running\"}");
        assertThat(place(id).statusCode()).isEqualTo(201);
    }

    @Test
    void undoesASagaThatCameTooLateForItsAttempt() {
        String id = newId();
        ORDERS.next("PUT /orders/" + id + "/attempts/1/saga", Reply.of(409, "{'error':'attempt is over'}"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).contains("\"state\":\"cancelled\"").contains("attach-saga: the service answered 409");
        assertThat(INVENTORY.received()).isEmpty();
    }

    @Test
    void cancelsTechnicallyWhenARefusalCannotBeRecorded() {
        String id = newId();
        PAYMENT.next("PUT /charges/" + id, Reply.of(409, "{'error':'declined','detail':'credit limit'}"));
        ORDERS.next("PUT /orders/" + id + "/attempts/1/refusal", Reply.BROKEN);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("""
                {"orderId":"%s","state":"cancelled","attempt":1,"reason":"declined: credit limit","retryable":true}""".formatted(id));
    }
}
