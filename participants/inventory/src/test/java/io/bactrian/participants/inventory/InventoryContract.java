package io.bactrian.participants.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.participants.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Inventory's rules, its step and its REST interface, on every database. No coordinator is there, so nothing is joined. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InventoryContract extends StepContract {

    private Service service;
    private Reservations reservations;
    private String sku = "";

    abstract TestDatabase database();

    @BeforeAll
    void start() {
        service = Service.start(InventoryApplication.class, database());
        reservations = service.bean(Reservations.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void newSku() {
        sku = "sku " + UUID.randomUUID();
    }

    @Override
    protected void prepare() {
        seed(sku, 10);
    }

    @Override
    protected Answer act() {
        return reserve(saga, sku, 3);
    }

    @Override
    protected void compensate() {
        reservations.release(saga, OrderKey.of(order));
    }

    @Override
    protected int effects() {
        JsonNode stock = stock(sku);
        assertBalanced(stock);
        return stock.path("reserved").asInt() / 3;
    }

    @Override
    protected String stepName() {
        return "reserve-stock";
    }

    @Override
    protected JdbcClient jdbc() {
        return service.bean(JdbcClient.class);
    }

    @Test
    void reservesAllLinesOrNone() {
        seed(sku, 5);
        seed(sku + " b", 5);
        assertThat(reserve(saga, sku, 5, sku + " b", 6)).isEqualTo(Answer.refused("out of stock", sku + " b"));
        assertThat(stock(sku).path("onHand").asInt()).isEqualTo(5);
        assertThat(reservation(saga)).isNull();
    }

    @Test
    void refusesASkuThatWasNeverThere() {
        assertThat(reserve(saga, sku, 1)).isEqualTo(Answer.refused("out of stock", sku));
    }

    @Test
    void answersARefusalAgainEvenWhenStockHasComeBack() {
        seed(sku, 3);
        reserve("http://c/other", sku, 3);
        Answer refused = reserve(saga, sku, 1);
        reservations.release("http://c/other", OrderKey.of(order));
        assertThat(refused).isEqualTo(Answer.refused("out of stock", sku));
        assertThat(reserve(saga, sku, 1)).isEqualTo(refused);
    }

    @Test
    void confirmsOnce() {
        seed(sku, 10);
        act();
        reservations.confirm(saga, OrderKey.of(order));
        reservations.confirm(saga, OrderKey.of(order));
        assertThat(stock(sku))
                .hasToString(
                        "{\"sku\":\"%s\",\"initial\":10,\"onHand\":7,\"reserved\":0,\"confirmed\":3}".formatted(sku));
        assertThat(reservation(saga).path("state").asText()).isEqualTo("CONFIRMED");
    }

    @Test
    void givesTheLastPieceToOneOfManyWhoWantIt() {
        seed(sku, 1);
        List<Callable<Answer>> wanting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String each = saga + i;
            wanting.add(() -> reserve(each, sku, 1));
        }
        assertThat(Race.run(wanting))
                .extracting(Answer::status)
                .containsOnlyOnce(200)
                .contains(409);
        assertThat(stock(sku).path("onHand").asInt()).isZero();
    }

    @Test
    void balancesWhileManyReserveReleaseAndConfirmTheSameSkusInAnyOrder() {
        int skus = 4;
        for (int i = 0; i < skus; i++) {
            seed(sku + i, 20);
        }
        List<Callable<Integer>> customers = new ArrayList<>();
        for (int c = 0; c < 6; c++) {
            int seed = c;
            customers.add(() -> shop(new Random(seed), skus));
        }
        int reserved = Race.run(customers).stream().mapToInt(Integer::intValue).sum();

        assertThat(reserved).as("reservations that were made").isPositive();
        for (int i = 0; i < skus; i++) {
            JsonNode stock = stock(sku + i);
            assertBalanced(stock);
            assertThat(stock.path("reserved").asInt()).isZero();
        }
    }

    /** Reserves two random SKUs, then releases or confirms; returns how often there was enough. */
    private int shop(Random random, int skus) {
        int reserved = 0;
        for (int i = 0; i < 15; i++) {
            String each = "http://c/" + UUID.randomUUID();
            String first = sku + random.nextInt(skus);
            String second = sku + random.nextInt(skus);
            if (reserve(each, first, 1 + random.nextInt(3), second, 1).status() == 200) {
                reserved++;
            }
            if (random.nextInt(4) == 0) {
                reservations.confirm(each, OrderKey.of(order));
            } else {
                reservations.release(each, OrderKey.of(order));
            }
        }
        return reserved;
    }

    @Test
    void setsStockOnceAndRepeatably() {
        String body = "{\"items\":[{\"sku\":\"%s\",\"quantity\":7}]}".formatted(sku);
        assertThat(service.put("/stock", body)).hasToString("200 {\"items\":1}");
        assertThat(service.put("/stock", body)).hasToString("200 {\"items\":1}");
        assertThat(service.put(
                        "/stock",
                        "{\"items\":[{\"sku\":\"%sx\",\"quantity\":1},{\"sku\":\"%s\",\"quantity\":8}]}"
                                .formatted(sku, sku)))
                .hasToString("409 {\"error\":\"stock is set\",\"detail\":\"%s began with 7 and cannot begin with 8\"}"
                        .formatted(sku));
        assertThat(stock(sku).path("onHand").asInt()).isEqualTo(7);
    }

    @Test
    void setsStockOnceForSeveralWhoSetItAtOnce() {
        String body = "{\"items\":[{\"sku\":\"%s\",\"quantity\":7}]}".formatted(sku);
        List<Reply> replies = Race.run(Collections.nCopies(6, () -> service.put("/stock", body)));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(stock(sku).path("onHand").asInt()).isEqualTo(7);
    }

    @Test
    void namesEveryFaultOfAReservation() {
        Reply reply = service.put(
                "/reservations/4711",
                "{\"lines\":[{\"sku\":\"\",\"quantity\":-5},{\"quantity\":99999999999999999999},{\"sku\":\"a\",\"quantity\":1.5},7]}");
        assertThat(reply)
                .hasToString("400 {\"errors\":[\"header Long-Running-Action is missing: call this within a saga\","
                        + "\"line 1: sku must be 1 to 100 characters, none of them a control character, was \\\"\\\"\","
                        + "\"line 1: quantity must be 1 or more, was -5\","
                        + "\"line 2: sku is missing\","
                        + "\"line 2: quantity must be 1000000 or less, was 99999999999999999999\","
                        + "\"line 3: quantity must be a whole number, was 1.5\","
                        + "\"line 4: sku is missing\",\"line 4: quantity is missing\"]}");
    }

    @Test
    void namesEveryFaultOfInitialStock() {
        assertThat(service.put(
                        "/stock", "{\"items\":[{\"sku\":\"a\",\"quantity\":-1},{\"sku\":\"a\",\"quantity\":\"7\"}]}"))
                .hasToString(
                        "400 {\"errors\":[\"item 1: quantity must be 0 or more, was -1\","
                                + "\"item 2: quantity must be a whole number, was \\\"7\\\"\",\"item 2: sku a is named twice\"]}");
    }

    @Test
    void tellsThatTheSagaCannotBeJoined() {
        seed(sku, 1);
        Reply reply = service.put(
                "/reservations/" + order,
                "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku),
                "Long-Running-Action",
                service.someSaga());
        assertThat(reply)
                .hasToString("503 {\"error\":\"coordinator unavailable\","
                        + "\"detail\":\"the saga could not be joined, nothing was changed: call again\"}");
        assertThat(reply.headers().map()).doesNotContainKey("Long-Running-Action");
        assertThat(stock(sku).path("onHand").asInt()).isEqualTo(1);
    }

    @Test
    void pagesThroughItsJournal() {
        prepare();
        act();
        compensate();
        JsonNode all = service.get("/journal").json();
        long last = all.path("entries")
                .path(all.path("entries").size() - 2)
                .path("seq")
                .asLong();
        JsonNode page = service.get("/journal?limit=1&after=" + last).json();
        JsonNode entry = page.path("entries").path(0);

        assertThat(all.path("next").isNull()).isTrue();
        assertThat(page.path("entries")).hasSize(1);
        assertThat(entry.path("effect").asText()).isEqualTo("RELEASE");
        assertThat(entry.path("sagaId").asText()).isEqualTo(saga);
        assertThat(entry.path("at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(service.get("/journal?limit=0&after=x"))
                .hasToString(
                        "400 {\"errors\":[\"after must be a whole number, was \\\"x\\\"\",\"limit must be 1 or more, was 0\"]}");
    }

    private void seed(String name, long quantity) {
        var quantities = new TreeMap<String, Long>();
        quantities.put(name, quantity);
        assertThat(service.bean(Stock.class).seed(new InitialStock(quantities)).status())
                .isEqualTo(200);
    }

    private Answer reserve(String by, String name, long quantity) {
        var quantities = new TreeMap<String, Long>();
        quantities.put(name, quantity);
        return reservations.reserve(new Reservation(by, order, quantities));
    }

    private Answer reserve(String by, String first, long firstQuantity, String second, long secondQuantity) {
        var quantities = new TreeMap<String, Long>();
        quantities.merge(first, firstQuantity, Long::sum);
        quantities.merge(second, secondQuantity, Long::sum);
        return reservations.reserve(new Reservation(by, order, quantities));
    }

    private JsonNode stock(String name) {
        for (JsonNode stock : service.get("/audit").json().path("stock")) {
            if (stock.path("sku").asText().equals(name)) {
                return stock;
            }
        }
        throw new AssertionError("No stock of " + name);
    }

    private JsonNode reservation(String by) {
        for (JsonNode reservation : service.get("/audit").json().path("reservations")) {
            if (reservation.path("sagaId").asText().equals(by)) {
                return reservation;
            }
        }
        return null;
    }

    private static void assertBalanced(JsonNode stock) {
        assertThat(stock.path("onHand").asLong()
                        + stock.path("reserved").asLong()
                        + stock.path("confirmed").asLong())
                .as("books of %s", stock)
                .isEqualTo(stock.path("initial").asLong());
    }
}
