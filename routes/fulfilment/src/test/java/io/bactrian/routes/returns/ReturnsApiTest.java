package io.bactrian.routes.returns;

import static io.bactrian.routes.TestCoordinator.FRONT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.service.UrlKey;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReturnsApiTest extends RoutesTest {

    private static final Reply DAMAGED = Reply.of(409, "{'error':'damaged','detail':'all of it'}");

    @Test
    void namesEveryFaultOfAReturn() {
        HttpResponse<String> answer = post("/returns", """
                {"returnId":"a/b","lines":[{"sku":"","quantity":0}],"reason":" "}""");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("""
                {"errors":["returnId must not contain / or \\\\ nor consist of dots, was \\"a/b\\"",\
                "orderId must be a text of 1 to 64 characters without control characters, was missing",\
                "line 1: sku must be a text of 1 to 64 characters without control characters, was \\"\\"",\
                "line 1: quantity must be 1 or more, was 0",\
                "reason must be a text of 1 to 500 characters without control characters, was \\" \\""]}""");
        assertThat(ORDERS.received()).isEmpty();
    }

    @Test
    void asksForSomeOfAnOrder() {
        post("/returns", """
                {"returnId":"%s","orderId":"4711","lines":[{"sku":"85123A","quantity":2}],"reason":"too many"}""".formatted(newId()));

        assertThat(ORDERS.received().get(0).body())
                .contains("\"lines\":[{\"sku\":\"85123A\",\"quantity\":2}],\"reason\":\"too many\"");
    }

    @Test
    void givesTheSameAnswerToWhoeverRepeatsAReturn() {
        String returned = newId();
        String refused = newId();
        ORDERS.next(validation(refused), Reply.of(409, "{'error':'too late to return'}"));
        String undone = newId();
        INVENTORY.next("PUT /restocks/" + undone, DAMAGED);
        for (String id : List.of(returned, refused, undone)) {
            HttpResponse<String> first = giveBack(id);
            DONE.clear();

            HttpResponse<String> second = giveBack(id);

            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.statusCode()).isEqualTo(first.statusCode());
            assertThat(DONE).as("no step is done again").containsExactly("POST return");
        }
    }

    @Test
    void refusesTheSameIdWithOtherContent() {
        String id = newId();
        giveBack(id);

        HttpResponse<String> answer = post("/returns", """
                {"returnId":"%s","orderId":"other","reason":"does not fit"}""".formatted(id));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"other","state":"refused","reason":"return %1$s was asked for before with other content","retryable":false}""".formatted(id));
    }

    @Test
    void refundsOnceHoweverOftenAReturnIsRepeatedAtOnce() {
        String id = newId();

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 6)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> giveBack(id)))
                .toList();

        assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                .contains(201)
                .allMatch(status -> status == 201 || status == 202);
        assertThat(DONE.stream().filter("refund-return"::equals)).hasSize(1);
        assertThat(giveBack(id).statusCode()).isEqualTo(201);
    }

    @Test
    void asksWhoeverRepeatsAReturnThatRunsToWait() {
        String id = newId();
        PAYMENT.next("PUT /refunds/" + id, Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> giveBack(id));
        await().until(() -> PAYMENT.receivedLines().contains("PUT /refunds/" + id));

        HttpResponse<String> second = giveBack(id);

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body())
                .isEqualTo("{\"returnId\":\"%1$s\",\"orderId\":\"order of %1$s\",\"state\":\"running\"}".formatted(id));
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(get("/returns/" + id).body()).contains("\"state\":\"running\"");
        PAYMENT.release(); // the call is cut, and tried again
        assertThat(first.join().statusCode()).isEqualTo(201);
    }

    @Test
    void mayBeAskedForAgainWhenSomethingElseIsInTheWayOnlyForNow() {
        String id = newId();
        ORDERS.next(
                validation(id), Reply.of(409, "{'error':'order is being returned','detail':'by r1','retryable':true}"));

        HttpResponse<String> first = giveBack(id);
        HttpResponse<String> found = get("/returns/" + id);
        HttpResponse<String> second = giveBack(id);

        assertThat(first.statusCode()).isEqualTo(409);
        assertThat(first.body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"undone","reason":"order is being returned: by r1","retryable":true}""".formatted(id));
        assertThat(found.body()).contains("\"state\":\"requested\"");
        assertThat(second.statusCode()).isEqualTo(201);
    }

    @Test
    void runsATechnicallyUndoneReturnAgain() {
        String id = newId();
        INVENTORY.next("PUT /restocks/" + id, Reply.BROKEN);
        assertThat(giveBack(id).statusCode()).isEqualTo(409);

        assertThat(giveBack(id).statusCode()).isEqualTo(201);
        assertThat(DONE.stream().filter("refund-return"::equals)).hasSize(2);
        assertThat(DONE.stream().filter("compensate/refund-return"::equals)).hasSize(1);
    }

    @Test
    void mayBeAskedForAgainWhenARefusalCannotBeRecorded() {
        String id = newId();
        INVENTORY.next("PUT /restocks/" + id, DAMAGED);
        ORDERS.next("PUT /orders/order%20of%20" + id + "/returns/" + id + "/refusal", Reply.BROKEN);

        assertThat(giveBack(id).body()).isEqualTo("""
                {"returnId":"%1$s","orderId":"order of %1$s","state":"undone","reason":"damaged: all of it","retryable":true}""".formatted(id));
    }

    @Test
    void callsAReturnRunningWhoseEndIsNotOnRecord() {
        String open = newId();
        FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));
        assertThat(giveBack(open).statusCode()).isEqualTo(202);

        String unread = newId();
        ORDERS.next("GET /returns/" + unread, Reply.BROKEN);
        assertThat(giveBack(unread).body())
                .isEqualTo("{\"returnId\":\"%1$s\",\"orderId\":\"order of %1$s\",\"state\":\"running\"}"
                        .formatted(unread));
    }

    @Test
    void believesTheRecordAndNotTheClose() {
        FRONT.nextEnding("/close", TestCoordinator.says(Reply.of(200, "Closed")));

        assertThat(giveBack(newId()).statusCode())
                .as("nobody was told that the saga closed")
                .isEqualTo(202);
    }

    @Test
    void beginsNothingWhileOrdersOrTheCoordinatorIsDown() {
        String id = newId();
        ORDERS.next("POST /returns", Reply.BROKEN);
        assertThat(giveBack(id).body())
                .isEqualTo("{\"error\":\"nothing was begun, try again: open-return: the service answered 500\"}");
        FRONT.next("POST /lra-coordinator/start", TestCoordinator.says(Reply.NOT_NOW));
        HttpResponse<String> answer = giveBack(id);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");

        assertThat(giveBack(id).statusCode()).isEqualTo(201);
    }

    @Test
    void doesNotFindAReturnThatWasNeverAskedFor() {
        HttpResponse<String> answer = get("/returns/never");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"returnId\":\"never\",\"state\":\"unknown\"}");
    }

    @Test
    void carriesIdsOfOddCharactersThroughTheSaga() {
        String id = newId() + " 50% a+b&c=d#e?ü~,{x}";

        HttpResponse<String> returned = giveBack(id);

        assertThat(returned.body()).contains("\"state\":\"returned\"").contains(id);
        assertThat(get("/returns/" + UrlKey.path(id)).body()).isEqualTo(returned.body());
        assertThat(PAYMENT.receivedLines()).contains("PUT /refunds/" + UrlKey.path(id));
    }

    private static String validation(String id) {
        return "PUT /orders/order%20of%20" + id + "/returns/" + id + "/validation";
    }
}
