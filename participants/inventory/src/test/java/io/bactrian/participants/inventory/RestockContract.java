package io.bactrian.participants.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.starter.callback.StepRun.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Goods that come back: an order holds 3 of 10 pieces. Actions join real sagas; the test ends them. */
abstract class RestockContract extends StepContract {

    private String sku = "";
    private String orderSaga = "";

    abstract Service service();

    @BeforeEach
    void newSku() {
        sku = "sku " + UUID.randomUUID();
        orderSaga = newSaga();
    }

    @Override
    protected void prepare() {
        seed(sku);
        reserve(sku);
        end(Phase.COMPLETION, "direct:confirm-stock", "reserve-stock", orderSaga);
    }

    @Override
    protected Answer act() {
        return restock(saga, 3);
    }

    @Override
    protected void compensate() {
        end(Phase.COMPENSATION, "direct:send-back", stepName(), saga);
    }

    @Override
    protected int effects() {
        JsonNode stock = stock(sku);
        assertThat(stock.path("onHand").asLong()
                        + stock.path("confirmed").asLong()
                        + stock.path("received").asLong())
                .as("books of %s", stock)
                .isEqualTo(10);
        return stock.path("received").asInt() / 3;
    }

    @Override
    protected String stepName() {
        return "restock-return";
    }

    @Override
    protected JdbcClient jdbc() {
        return service().bean(JdbcClient.class);
    }

    @Test
    void sellsNothingOfAReturnBeforeItIsComplete() {
        prepare();
        assertThat(act()).hasToString("Answer[status=200, body={returnId=r-%s, state=RECEIVED}]".formatted(order));
        assertThat(stock(sku))
                .hasToString(
                        "{\"sku\":\"%s\",\"initial\":10,\"onHand\":7,\"reserved\":0,\"confirmed\":0,\"received\":3}"
                                .formatted(sku));
        shelve();
        shelve();
        assertThat(stock(sku))
                .hasToString(
                        "{\"sku\":\"%s\",\"initial\":10,\"onHand\":10,\"reserved\":0,\"confirmed\":0,\"received\":0}"
                                .formatted(sku));
        assertThat(restocks()).containsExactly("SHELVED 3");
    }

    @Test
    void givesTheGoodsBackToTheOrderWhenTheReturnIsCancelled() {
        prepare();
        act();
        compensate();
        assertThat(stock(sku).path("confirmed").asInt()).isEqualTo(3);
        assertThat(restocks()).containsExactly("SENT_BACK 3");
        assertThat(restock(newSaga(), 3).status())
                .as("they can be returned again")
                .isEqualTo(200);
    }

    @Test
    void takesBackNoMoreThanTheOrderHolds() {
        prepare();
        assertThat(restock(saga, 2).status()).isEqualTo(200);
        assertThat(restock(newSaga(), 2))
                .isEqualTo(
                        Answer.refused("more than was sold", "order %s does not hold 2 of %s".formatted(order, sku)));
        assertThat(restock(newSaga(), 1).status()).isEqualTo(200);
        assertThat(restock(newSaga(), 1).status()).isEqualTo(409);
        assertThat(stock(sku).path("received").asInt()).isEqualTo(3);
    }

    @Test
    void takesBackForTheNextAttemptOnceTheFormerIsSentBack() {
        prepare();
        act();
        String next = newSaga();
        String all = "{\"sku\":\"%s\",\"quantity\":3}".formatted(sku);
        var stands = new Answer(503, Map.of())
                .with("error", "other restock stands")
                .with("detail", "return r-%s has goods here that are not sent back yet: call again".formatted(order));
        assertThat(restock(next, "r-" + order, all))
                .as("not refused for what the former attempt has still brought")
                .isEqualTo(stands);
        shelve();
        assertThat(restock(next, "r-" + order, all))
                .as("goods that are shelved and to be sent back")
                .isEqualTo(stands);
        compensate();
        assertThat(restock(next, "r-" + order, all).status()).isEqualTo(200);
        assertThat(restocks()).containsExactlyInAnyOrder("SENT_BACK 3", "RECEIVED 3");
    }

    @Test
    void takesBackOnceHoweverManyReturnTheSameOrderAtOnce() {
        prepare();
        List<Callable<Answer>> returning = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String each = newSaga();
            returning.add(() -> restock(each, 3));
        }
        assertThat(Race.run(returning))
                .extracting(Answer::status)
                .containsOnlyOnce(200)
                .contains(409);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void takesBackAllLinesOrNone() {
        prepare();
        Answer refused = restock(
                saga, "{\"sku\":\"%s\",\"quantity\":3},{\"sku\":\"%s unknown\",\"quantity\":1}".formatted(sku, sku));
        assertThat(refused)
                .isEqualTo(Answer.refused(
                        "more than was sold", "order %s does not hold 1 of %s unknown".formatted(order, sku)));
        assertThat(effects()).isZero();
        assertThat(restocks()).isEmpty();
    }

    @Test
    void takesNothingBackThatWasNeverSold() {
        seed(sku);
        Answer refused = Answer.refused("not sold", "order %s holds no goods".formatted(order));
        assertThat(act()).isEqualTo(refused);
        reserve(sku);
        end(Phase.COMPENSATION, "direct:release-stock", "reserve-stock", orderSaga);
        assertThat(restock(newSaga(), 3)).as("of an order that was cancelled").isEqualTo(refused);
    }

    @Test
    void waitsForTheNewsThatTheOrderIsFulfilled() {
        seed(sku);
        reserve(sku);
        assertThat(act())
                .isEqualTo(new Answer(503, Map.of())
                        .with("error", "goods not confirmed yet")
                        .with("detail", "the goods of order %s are still reserved: call again".formatted(order)));
        end(Phase.COMPLETION, "direct:confirm-stock", "reserve-stock", orderSaga);
        assertThat(act().status()).isEqualTo(200);
        assertThat(effects()).isEqualTo(1);
    }

    @RepeatedTest(20)
    void neverTakesGoodsForUnsoldWhileTheyAreBeingConfirmed() {
        seed(sku);
        reserve(sku);
        Transactions transactions = service().bean(Transactions.class);
        var parcel = new Parcel(saga, "r-" + order, order, new TreeMap<>(Map.of(sku, 3L)));
        List<Callable<Integer>> both = List.of(
                () -> transactions.whole(() -> {
                    service().bean(Reservations.class).confirm(orderSaga);
                    return 200;
                }),
                () -> {
                    try {
                        return transactions.whole(() ->
                                service().bean(Restocks.class).receive(parcel).status());
                    } catch (PassingFault notYet) {
                        return 503;
                    }
                });
        assertThat(Race.run(both)).contains(200).isSubsetOf(200, 503);
    }

    @Test
    void releasesAnOrderOnceItsReturnIsDecidedAndOnlyWhatIsLeft() {
        prepare();
        restock(saga, 1);
        assertThat(send(Phase.COMPENSATION, "direct:release-stock", "reserve-stock", orderSaga, order))
                .hasToString("503 {\"error\":\"return not decided\",\"detail\":"
                        + "\"what came back of the reservation of saga %s may be sent back: call again\"}"
                                .formatted(orderSaga));
        shelve();
        end(Phase.COMPENSATION, "direct:release-stock", "reserve-stock", orderSaga);
        assertThat(stock(sku))
                .hasToString(
                        "{\"sku\":\"%s\",\"initial\":10,\"onHand\":10,\"reserved\":0,\"confirmed\":0,\"received\":0}"
                                .formatted(sku));
    }

    @Test
    void refusesDamagedGoods() {
        prepare();
        String inspection = "{\"damagedReturns\":[\"r-%s\"]}".formatted(order);
        assertThat(service().put("/inspections", inspection)).hasToString("200 {\"damagedReturns\":1}");
        assertThat(service().put("/inspections", inspection).status()).isEqualTo(200);
        assertThat(act()).isEqualTo(Answer.refused("damaged", "return r-%1$s of order %1$s".formatted(order)));
        assertThat(effects()).isZero();
    }

    @Test
    void takesShelvedGoodsFromTheShelfAsLongAsTheyAreThere() {
        prepare();
        act();
        shelve();
        String buyer = newSaga();
        assertThat(service()
                        .put(
                                "/reservations/other",
                                "{\"lines\":[{\"sku\":\"%s\",\"quantity\":10}]}".formatted(sku),
                                "Long-Running-Action",
                                buyer)
                        .status())
                .isEqualTo(200);
        assertThat(send(Phase.COMPENSATION, "direct:send-back", stepName(), saga, order)
                        .status())
                .as("they are sold")
                .isEqualTo(500);
        assertThat(restocks()).containsExactly("SHELVED 3");

        assertThat(send(Phase.COMPENSATION, "direct:release-stock", "reserve-stock", buyer, "other")
                        .status())
                .isEqualTo(200);
        compensate();
        assertThat(stock(sku).path("confirmed").asInt()).isEqualTo(3);
    }

    @Test
    void namesEveryFaultOfARestock() {
        assertThat(service().put("/restocks/r1", "{\"lines\":[{\"quantity\":0}]}"))
                .hasToString(
                        "400 {\"errors\":[\"header Long-Running-Action is missing: call this within a saga\","
                                + "\"orderId is missing\",\"line 1: sku is missing\",\"line 1: quantity must be 1 or more, was 0\"]}");
        assertThat(service().put("/inspections", "{\"damagedReturns\":[7]}"))
                .hasToString("400 {\"errors\":[\"damagedReturns[0] must be a text, was 7\"]}");
    }

    private void seed(String name) {
        assertThat(service()
                        .put("/stock", "{\"items\":[{\"sku\":\"%s\",\"quantity\":10}]}".formatted(name))
                        .status())
                .isEqualTo(200);
    }

    private void reserve(String name) {
        assertThat(service()
                        .put(
                                "/reservations/" + order,
                                "{\"lines\":[{\"sku\":\"%s\",\"quantity\":3}]}".formatted(name),
                                "Long-Running-Action",
                                orderSaga)
                        .status())
                .isEqualTo(200);
    }

    private Answer restock(String by, long quantity) {
        return restock(by, "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity));
    }

    /** Each saga has a return of its own. */
    private String returnOf(String by) {
        return by.equals(saga) ? "r-" + order : "r-" + by.substring(by.lastIndexOf('/') + 1);
    }

    private Answer restock(String by, String lines) {
        return restock(by, returnOf(by), lines);
    }

    private Answer restock(String by, String returnId, String lines) {
        return service()
                .put(
                        "/restocks/" + returnId,
                        "{\"orderId\":\"%s\",\"lines\":[%s]}".formatted(order, lines),
                        "Long-Running-Action",
                        by)
                .answer();
    }

    private void shelve() {
        end(Phase.COMPLETION, "direct:shelve", stepName(), saga);
    }

    private void end(Phase phase, String route, String step, String by) {
        Reply reply = send(phase, route, step, by, order);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    }

    private Reply send(Phase phase, String route, String step, String by, String orderId) {
        Map<String, String> options = step.equals(stepName())
                ? Map.of("orderKey", OrderKey.of(orderId), "returnKey", OrderKey.of(returnOf(by)))
                : Map.of("orderKey", OrderKey.of(orderId));
        return new Callback(phase, route, step).send(service(), by, options);
    }

    private JsonNode stock(String name) {
        for (JsonNode stock : service().get("/audit").json().path("stock")) {
            if (stock.path("sku").asText().equals(name)) {
                return stock;
            }
        }
        throw new AssertionError("No stock of " + name);
    }

    private List<String> restocks() {
        List<String> found = new ArrayList<>();
        for (JsonNode restock : service().get("/audit").json().path("restocks")) {
            if (restock.path("orderId").asText().equals(order)) {
                found.add(restock.path("state").asText() + " "
                        + restock.path("lines").path(0).path("quantity").asText());
            }
        }
        return found;
    }
}
