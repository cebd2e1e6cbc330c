package io.bactrian.participants.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.participants.testing.TestDatabase;
import io.bactrian.starter.callback.StepRun.Phase;
import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.lint.LintRule;
import io.bactrian.testkit.lint.SagaLint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Inventory's rules, its step and its REST interface, on every database. Actions join real sagas; the test compensates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InventoryContract extends StepContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();
    private final Coordinator coordinator = new Coordinator(URI.create(bactrian.lraUrl()));
    private Service service;
    private String sku = "";

    abstract TestDatabase database();

    @BeforeAll
    void start() {
        service = Service.start(
                InventoryApplication.class, database(), Map.of("camel.lra.coordinator-url", bactrian.url()));
    }

    @AfterAll
    void stop() {
        service.close();
        bactrian.close();
    }

    @BeforeEach
    void newSku() {
        sku = "sku " + UUID.randomUUID();
    }

    @Override
    protected String newSaga() {
        return coordinator.start();
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
        release(saga);
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

    /** The other step, in the same service. */
    @Nested
    class RestockOfAReturn extends RestockContract {

        @Override
        Service service() {
            return service;
        }

        @Override
        protected String newSaga() {
            return coordinator.start();
        }
    }

    @Test
    void sagasAreSound() {
        SagaLint.check(service.bean(CamelContext.class))
                .ignoring(
                        LintRule.CALLBACK_HIDES_FAILURE,
                        "a fault is answered as one, and asked for again: that is meant")
                .orFail();
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
        String other = newSaga();
        reserve(other, sku, 3);
        Answer refused = reserve(saga, sku, 1);
        release(other);
        assertThat(refused).isEqualTo(Answer.refused("out of stock", sku));
        assertThat(reserve(saga, sku, 1)).isEqualTo(refused);
    }

    @Test
    void refusesTheSameStepForAnotherOrder() {
        prepare();
        act();
        assertThat(reserve(saga, order + "x", "{\"sku\":\"%s\",\"quantity\":3}".formatted(sku)))
                .isEqualTo(Answer.refused(
                        "other order",
                        "reserve-stock of this saga was for order %s, not for order %sx".formatted(order, order)));
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void reservesForTheNextAttemptOnceTheFormerIsReleased() {
        seed(sku, 3);
        act();
        String next = newSaga();
        String all = "{\"sku\":\"%s\",\"quantity\":3}".formatted(sku);
        assertThat(reserve(next, order, all))
                .as("not out of stock for what the former attempt still holds")
                .isEqualTo(new Answer(503, Map.of())
                        .with("error", "other reservation stands")
                        .with(
                                "detail",
                                "order %s has a reservation that is not released yet: call again".formatted(order)));
        release(saga);
        assertThat(reserve(next, order, all).status()).isEqualTo(200);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void hasOneStandingReservationHoweverManyAttemptsAreMadeAtOnce() {
        seed(sku, 10);
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String each = newSaga();
            attempts.add(() -> reserve(each, order, "{\"sku\":\"%s\",\"quantity\":3}".formatted(sku))
                    .status());
        }
        assertThat(Race.run(attempts)).containsOnlyOnce(200).containsOnly(200, 503);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void keepsOfTwoReservationsThatFormerVersionsLetStandTheOneThatIsSold() throws IOException, SQLException {
        DataSource former = database().dataSource();
        JdbcClient books = JdbcClient.create(former);
        migrate(
                former,
                "journal/V1__journal_and_guard",
                "inventory/V2__inventory",
                "inventory/V3__once",
                "inventory/V4__returns");
        books.sql("""
                        insert into reservation (saga_id, order_id, state)
                        values ('1', 'o', 'RELEASED'), ('2', 'o', 'RESERVED'), ('3', 'o', 'CONFIRMED'), ('4', 'o', 'CONFIRMED')""").update();

        migrate(former, "inventory/V5__one_at_a_time");

        assertThat(books.sql("select saga_id from reservation where active_order = 'o'")
                        .query(String.class)
                        .list())
                .containsExactly("3");
    }

    private static void migrate(DataSource database, String... versions) throws IOException, SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String version : versions) {
                try (InputStream script = InventoryContract.class.getResourceAsStream("/db/" + version + ".sql")) {
                    statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Test
    void confirmsOnce() {
        seed(sku, 10);
        act();
        confirm(saga);
        confirm(saga);
        assertThat(stock(sku))
                .hasToString(
                        "{\"sku\":\"%s\",\"initial\":10,\"onHand\":7,\"reserved\":0,\"confirmed\":3,\"received\":0}"
                                .formatted(sku));
        assertThat(reservation(saga).path("state").asText()).isEqualTo("CONFIRMED");
    }

    @Test
    void givesTheLastPieceToOneOfManyWhoWantIt() {
        seed(sku, 1);
        List<Callable<Answer>> wanting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String each = newSaga();
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
            String each = newSaga();
            String first = sku + random.nextInt(skus);
            String second = sku + random.nextInt(skus);
            if (reserve(each, first, 1 + random.nextInt(3), second, 1).status() == 200) {
                reserved++;
            }
            if (random.nextInt(4) == 0) {
                confirm(each);
            } else {
                release(each);
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

    /** Each saga has an order of its own. */
    private String orderOf(String by) {
        return by.equals(saga) ? order : order + "-" + by.substring(by.lastIndexOf('/') + 1);
    }

    private Answer reserve(String by, String name, long quantity) {
        return reserve(by, orderOf(by), "{\"sku\":\"%s\",\"quantity\":%d}".formatted(name, quantity));
    }

    private Answer reserve(String by, String first, long firstQuantity, String second, long secondQuantity) {
        return reserve(
                by,
                orderOf(by),
                "{\"sku\":\"%s\",\"quantity\":%d},{\"sku\":\"%s\",\"quantity\":%d}"
                        .formatted(first, firstQuantity, second, secondQuantity));
    }

    private Answer reserve(String by, String orderId, String lines) {
        return service.put("/reservations/" + orderId, "{\"lines\":[%s]}".formatted(lines), "Long-Running-Action", by)
                .answer();
    }

    private void release(String by) {
        call(Phase.COMPENSATION, "direct:release-stock", by);
    }

    private void confirm(String by) {
        call(Phase.COMPLETION, "direct:confirm-stock", by);
    }

    private void call(Phase phase, String route, String by) {
        Reply reply =
                new Callback(phase, route, stepName()).send(service, by, Map.of("orderKey", OrderKey.of(orderOf(by))));
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
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
