package io.bactrian.routes.purchase;

import static io.bactrian.routes.TestCoordinator.FRONT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.RoutesTest;
import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.purchase.Sale.State;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PurchaseSagaTest extends RoutesTest {

    @Test
    void reservesPaysAndConfirmsTheSale() {
        String id = newId();

        HttpResponse<String> answer = purchase(id);

        assertThat(answer.body()).isEqualTo("{\"purchaseId\":\"" + id + "\",\"state\":\"sold\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(DONE).startsWith("reserve-stock", "charge-payment").noneMatch(done -> done.startsWith("compensate"));
        assertThat(INVENTORY.receivedLines()).contains("PUT /reservations/purchase-" + id);
        assertThat(charges().get(0).body()).isEqualTo("{\"customerId\":\"17850\",\"amountMinor\":510}");
        assertThat(sales(id)).containsExactly(State.SOLD);
    }

    @Test
    void releasesTheStockWhenThePaymentFails() {
        String id = newId();
        PAYMENT.next("PUT /charges/", Reply.of(409, "{'error':'declined','detail':'credit limit'}"));

        HttpResponse<String> answer = purchase(id);

        assertThat(answer.body())
                .isEqualTo(
                        "{\"purchaseId\":\"" + id + "\",\"state\":\"refused\",\"reason\":\"declined: credit limit\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(DONE).containsExactly("reserve-stock", "compensate/reserve-stock");
        assertThat(sales(id)).containsExactly(State.VOID);
    }

    @Test
    void refundsAndReleasesWhenTheConfirmationFails() {
        String id = newId();
        // the sale is voided behind the saga's back, as its deadline would
        PAYMENT.next("PUT /charges/", Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> purchase(id));
        await().until(() -> !charges().isEmpty());
        jdbc().sql("update sale set state = 'VOID', live_purchase = null where purchase_id = ?")
                .param(id)
                .update();
        PAYMENT.release(); // the call is cut, and tried again

        assertThat(answer.join().body())
                .isEqualTo("{\"purchaseId\":\"" + id
                        + "\",\"state\":\"refused\",\"reason\":\"the sale was voided before it was confirmed\"}");
        assertThat(DONE)
                .containsExactly(
                        "reserve-stock", "charge-payment", "compensate/charge-payment", "compensate/reserve-stock");
        assertThat(sales(id)).containsExactly(State.VOID);
    }

    @Test
    void voidsTheSaleWhenNothingCanBeReserved() {
        String id = newId();
        INVENTORY.next("PUT /reservations/", Reply.of(409, "{'error':'out of stock','detail':'85123A'}"));

        assertThat(purchase(id).body()).contains("out of stock: 85123A");
        assertThat(DONE).isEmpty();
        assertThat(sales(id)).containsExactly(State.VOID);
    }

    @Test
    void callsATechnicalFailureCancelledAndMaySellLater() {
        String id = newId();
        PAYMENT.next("PUT /charges/", Reply.BROKEN);

        HttpResponse<String> first = purchase(id);
        HttpResponse<String> second = purchase(id);

        assertThat(first.body())
                .isEqualTo("{\"purchaseId\":\"" + id
                        + "\",\"state\":\"cancelled\",\"reason\":\"pay: the service answered 500\"}");
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(sales(id)).containsExactlyInAnyOrder(State.VOID, State.SOLD);
    }

    @Test
    void sellsOnceHoweverOftenAsked() {
        String id = newId();
        purchase(id);
        DONE.clear();

        assertThat(purchase(id).statusCode()).isEqualTo(201);
        assertThat(DONE).isEmpty();
    }

    @Test
    void refusesTheSameIdWithOtherContent() {
        String id = newId();
        purchase(id);

        HttpResponse<String> answer = post("/purchases", """
                {"purchaseId":"%s","customerId":"17850","sku":"85123A","quantity":3,"unitPrice":"2.55"}""".formatted(id));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("""
                {"purchaseId":"%1$s","state":"refused","reason":"purchase %1$s was made before with other content"}""".formatted(id));
    }

    @Test
    void asksWhoeverRepeatsARunningPurchaseToWait() {
        String id = newId();
        PAYMENT.next("PUT /charges/", Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> purchase(id));
        await().until(() -> !charges().isEmpty());

        HttpResponse<String> second = purchase(id);

        assertThat(second.statusCode()).isEqualTo(202);
        PAYMENT.release(); // the call is cut, and tried again
        assertThat(first.join().statusCode()).isEqualTo(201);
        assertThat(sales(id)).containsExactly(State.SOLD);
    }

    @Test
    void callsAPurchaseRunningThatAnotherRequestBeganMeanwhile() {
        String id = newId();
        FRONT.next("POST /lra-coordinator/start", Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> late = CompletableFuture.supplyAsync(() -> purchase(id));
        await().until(() -> !FRONT.received().isEmpty());
        PAYMENT.next("PUT /charges/", Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> purchase(id));
        await().until(() -> !charges().isEmpty());

        FRONT.release(); // the start is cut, and tried again

        assertThat(late.join().body()).isEqualTo("{\"purchaseId\":\"" + id + "\",\"state\":\"running\"}");
        assertThat(late.join().statusCode()).isEqualTo(202);
        PAYMENT.release();
        assertThat(first.join().statusCode()).isEqualTo(201);
    }

    @Test
    void callsAPurchaseRunningWhoseOutcomeCannotBeRead() {
        String id = newId();
        PAYMENT.next("PUT /charges/", Reply.SILENCE);
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> purchase(id));
        await().until(() -> !charges().isEmpty());
        jdbc().sql("alter table sale rename to sale_away").update();
        try {
            PAYMENT.release(); // the call is cut, and tried again

            assertThat(answer.join().body()).isEqualTo("{\"purchaseId\":\"" + id + "\",\"state\":\"running\"}");
            assertThat(answer.join().statusCode()).isEqualTo(202);
        } finally {
            jdbc().sql("alter table sale_away rename to sale").update();
        }
    }

    @Test
    void callsAPurchaseRunningWhoseCloseFailed() {
        String id = newId();
        FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));

        assertThat(purchase(id).statusCode()).isEqualTo(202);
        assertThat(sales(id)).containsExactly(State.CONFIRMED);
    }

    @Test
    void showsWhatIsSoldAndWhatIsVoidInItsBooks() {
        String sold = newId();
        String refused = newId();
        PAYMENT.next("PUT /charges/purchase-" + refused, Reply.of(409, "{'error':'declined','detail':'credit limit'}"));
        purchase(sold);
        purchase(refused);

        HttpResponse<String> answer = get("/audit");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"purchases\":[{")
                .containsPattern(
                        "\\{\"reference\":\"purchase-" + sold + "\",\"sagaId\":\"http[^\"]+\",\"state\":\"SOLD\","
                                + "\"customerId\":\"17850\",\"sku\":\"85123A\",\"quantity\":2,\"amountMinor\":510}")
                .containsPattern("\"purchase-" + refused + "\",\"sagaId\":\"[^\"]+\",\"state\":\"VOID\"");
    }

    @Test
    void namesEveryFaultOfAPurchase() {
        HttpResponse<String> answer = post("/purchases", """
                {"purchaseId":"..","customerId":"17850","sku":"85123A","quantity":0,"unitPrice":"-1"}""");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("""
                {"errors":["purchaseId must not contain / or \\\\ nor consist of dots, was \\"..\\"",\
                "quantity must be 1 or more, was 0",\
                "unitPrice must be a text such as \\"2.55\\", 0 or more, with at most 2 decimals, was \\"-1\\""]}""");
    }

    private JdbcClient jdbc() {
        return application.getBean(JdbcClient.class);
    }

    private List<State> sales(String purchaseId) {
        return jdbc().sql("select state from sale where purchase_id = ?")
                .param(purchaseId)
                .query((row, n) -> State.valueOf(row.getString("state")))
                .list();
    }

    /** What payment was asked in this test: a saga that an earlier one left open may be undone meanwhile. */
    private static List<Request> charges() {
        return PAYMENT.received().stream()
                .filter(request -> request.line().startsWith("PUT /charges/"))
                .toList();
    }
}
