package io.bactrian.participants.orders;

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
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The order book's rules, its step and its REST interface, on every database. Actions join real sagas; the test compensates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrdersContract extends StepContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();
    private final Coordinator coordinator = new Coordinator(URI.create(bactrian.lraUrl()));
    private Service service;
    private ManualClock clock;

    abstract TestDatabase database();

    @BeforeAll
    void start() {
        // abandoned attempts are cancelled by hand here
        service = Service.start(
                OrdersApplication.class,
                database(),
                Map.of("orders.abandoned-check-period", "1h", "camel.lra.coordinator-url", bactrian.url()),
                ManualTime.class);
        clock = service.bean(ManualClock.class);
    }

    @AfterAll
    void stop() {
        service.close();
        bactrian.close();
    }

    @Override
    protected String newSaga() {
        return coordinator.start();
    }

    @Override
    protected void prepare() {
        place();
        attach(1, saga);
    }

    @Override
    protected Answer act() {
        return confirm(1, saga);
    }

    @Override
    protected void compensate() {
        assertThat(withdraw()).hasToString("200 ");
    }

    @Override
    protected int effects() {
        return line().path("state").asText().equals("CONFIRMED") ? 1 : 0;
    }

    @Override
    protected String stepName() {
        return "confirm-order";
    }

    @Override
    protected JdbcClient jdbc() {
        return service.bean(JdbcClient.class);
    }

    /** The other step, in the same service. */
    @Nested
    class ValidationOfAReturn extends ReturnContract {

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
    void letsOneCallerDriveANewOrder() {
        assertThat(place())
                .hasToString(("200 {\"orderId\":\"%s\",\"attempt\":1,\"decision\":\"run\",\"state\":\"PENDING\","
                                + "\"reason\":null,\"retryable\":false}")
                        .formatted(order));
        assertThat(decision(place())).isEqualTo("running");
    }

    @RepeatedTest(5)
    void letsOneOfManyCallersDriveANewOrder() {
        List<Reply> replies = Race.run(Collections.nCopies(6, this::place));
        assertThat(replies).extracting(this::decision).containsOnlyOnce("run").contains("running");
    }

    @RepeatedTest(5)
    void letsOneOfManyCallersTakeOverAnAbandonedAttempt() {
        place();
        clock.advance(Duration.ofSeconds(15));
        List<Reply> replies = Race.run(Collections.nCopies(6, this::place));
        assertThat(replies).extracting(this::decision).containsOnlyOnce("run").contains("running");
        assertThat(line().path("attempt").asInt()).isEqualTo(2);
        assertThat(journal()).containsExactly("CANCEL_ORDER done null");
    }

    @Test
    void refusesTheSameIdWithOtherContent() {
        place();
        String other = "409 {\"error\":\"order %s was placed before with other content\"}".formatted(order);
        assertThat(service.post("/orders", body("17850", 256))).hasToString(other);
        assertThat(service.post("/orders", body("17851", 255))).hasToString(other);
    }

    @Test
    void takesTheSameLinesInAnotherOrderForTheSameOrder() {
        String lines =
                "{\"sku\":\"a\",\"quantity\":1,\"unitPriceMinor\":2},{\"sku\":\"b\",\"quantity\":3,\"unitPriceMinor\":4}";
        String turned =
                "{\"sku\":\"b\",\"quantity\":3,\"unitPriceMinor\":4},{\"sku\":\"a\",\"quantity\":1,\"unitPriceMinor\":2}";
        String order = "{\"orderId\":\"%s\",\"customerId\":\"1\",\"lines\":[%s]}";
        assertThat(decision(service.post("/orders", order.formatted(this.order, lines))))
                .isEqualTo("run");
        assertThat(decision(service.post("/orders", order.formatted(this.order, turned))))
                .isEqualTo("running");
        assertThat(line().path("totalMinor").asLong()).isEqualTo(14);
    }

    @Test
    void waitsForADriverThatMayStillBeginItsSaga() {
        place();
        clock.advance(Duration.ofMillis(14_999));
        assertThat(decision(place())).isEqualTo("running");
        clock.advance(Duration.ofMillis(1));
        assertThat(decision(place())).isEqualTo("run");
    }

    @Test
    void neverTakesOverAnAttemptThatHasASaga() {
        prepare();
        clock.advance(Duration.ofHours(1));
        assertThat(decision(place())).isEqualTo("running");
        service.bean(AbandonedAttempts.class).cancelDue();
        assertThat(decision(place())).isEqualTo("running");
        assertThat(line().path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void fencesOffADriverThatWasOvertaken() {
        place();
        clock.advance(Duration.ofSeconds(15));
        place();
        String over =
                "409 {\"error\":\"attempt is over\",\"detail\":\"attempt 1 of order %s is not the current one any more\"}"
                        .formatted(order);

        assertThat(attach(1, saga)).hasToString(over);
        assertThat(put(1, "refusal", "{\"reason\":\"declined\"}")).hasToString(over);
        assertThat(put(1, "cancellation", "{}", "Long-Running-Action", saga).status())
                .isEqualTo(200);
        assertThat(line().path("state").asText()).isEqualTo("PENDING");
        assertThat(attach(2, saga + "2").status()).isEqualTo(200);
    }

    @Test
    void cancelsAttemptsThatNobodyDrives() {
        place();
        clock.advance(Duration.ofMillis(29_999));
        service.bean(AbandonedAttempts.class).cancelDue();
        assertThat(line().path("state").asText()).isEqualTo("PENDING");

        clock.advance(Duration.ofMillis(1));
        assertThat(service.bean(AbandonedAttempts.class).cancelDue()).isPositive();
        assertThat(service.get("/orders/" + order))
                .hasToString(
                        ("200 {\"orderId\":\"%s\",\"attempt\":1,\"decision\":\"cancelled\",\"state\":\"CANCELLED\","
                                        + "\"reason\":\"no saga was begun within 30 s\",\"retryable\":true}")
                                .formatted(order));
        assertThat(attach(1, saga))
                .hasToString("409 {\"error\":\"attempt is over\",\"detail\":\"attempt 1 of order %s is CANCELLED\"}"
                        .formatted(order));
        assertThat(journal()).containsExactly("CANCEL_ORDER done null");
    }

    @Test
    void belongsToTheSagaThatWasAttachedFirst() {
        prepare();
        assertThat(attach(1, saga))
                .hasToString("200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"PENDING\"}".formatted(order));
        assertThat(attach(1, saga + "x"))
                .hasToString(
                        "409 {\"error\":\"attempt has a saga\",\"detail\":\"attempt 1 of order %s belongs to saga %s\"}"
                                .formatted(order, saga));
        assertThat(put(1, "cancellation", "{}", "Long-Running-Action", saga + "x")
                        .status())
                .isEqualTo(200);
        assertThat(line().path("state").asText()).isEqualTo("PENDING");
        assertThat(journal()).containsExactly("CANCEL_ORDER empty " + saga + "x");
    }

    @Test
    void isEndedByNobodyButItsSaga() {
        prepare();
        String other = "409 {\"error\":\"attempt has a saga\",\"detail\":\"attempt 1 of order %s belongs to saga %s\"}"
                .formatted(order, saga);
        assertThat(put(1, "cancellation", "{}")).hasToString(other);
        act();
        assertThat(put(1, "completion", "{}")).hasToString(other);
        assertThat(line().path("state").asText()).isEqualTo("CONFIRMED");
        assertThat(end("completion").status()).isEqualTo(200);
    }

    @Test
    void letsADriverWithoutASagaGiveItsAttemptUp() {
        place();
        assertThat(put(1, "cancellation", "{}").status()).isEqualTo(200);
        assertThat(decision(place())).isEqualTo("run");
    }

    @Test
    void confirmsOnlyTheSagasOwnPendingAttempt() {
        place();
        assertThat(confirm(1, saga).toString()).contains("attach one to attempt 1 of order " + order);
        attach(1, saga + "2");
        assertThat(confirm(1, newSaga()))
                .isEqualTo(Answer.refused(
                        "attempt has a saga", "attempt 1 of order %s belongs to saga %s2".formatted(order, saga)));
        assertThat(confirm(7, newSaga()))
                .isEqualTo(
                        Answer.notFound("no such attempt", "attempt 7 of order %s was never begun".formatted(order)));
        assertThat(effects()).isZero();
    }

    @Test
    void fulfilsAConfirmedOrderOnce() {
        prepare();
        act();
        String done = "200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"FULFILLED\"}".formatted(order);
        assertThat(end("completion")).hasToString(done);
        assertThat(end("completion")).hasToString(done);
        assertThat(decision(place())).isEqualTo("fulfilled");
        assertThat(journal())
                .containsExactly(
                        "CONFIRM_ORDER done " + saga, "COMPLETE_ORDER done " + saga, "COMPLETE_ORDER repeat " + saga);
    }

    @Test
    void neverUndoesAFulfilledOrder() {
        prepare();
        act();
        end("completion");
        assertThat(end("cancellation"))
                .hasToString(
                        "409 {\"error\":\"order is fulfilled\",\"detail\":\"attempt 1 of order %s cannot be cancelled any more\"}"
                                .formatted(order));
        assertThat(withdraw().status()).isEqualTo(500);
        assertThat(line().path("state").asText()).isEqualTo("FULFILLED");
    }

    @Test
    void completesNothingThatIsNotConfirmed() {
        prepare();
        assertThat(end("completion"))
                .hasToString(
                        "409 {\"error\":\"order is not confirmed\",\"detail\":\"attempt 1 of order %s is PENDING and cannot be completed\"}"
                                .formatted(order));
        end("cancellation");
        assertThat(end("completion").status()).isEqualTo(409);
        assertThat(line().path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void mayBeTriedAgainAfterATechnicalCancellation() {
        prepare();
        act();
        compensate();
        end("cancellation");
        end("cancellation");
        assertThat(service.get("/orders/" + order).json().path("retryable").asBoolean())
                .isTrue();
        Reply again = place();
        assertThat(decision(again)).isEqualTo("run");
        assertThat(again.json().path("attempt").asInt()).isEqualTo(2);
        assertThat(line().path("sagaId").isNull()).isTrue();
        assertThat(journal())
                .containsExactly(
                        "CONFIRM_ORDER done " + saga,
                        "WITHDRAW done " + saga,
                        "CANCEL_ORDER done " + saga,
                        "CANCEL_ORDER repeat " + saga);
    }

    @Test
    void staysRefusedForTheFirstBusinessReason() {
        prepare();
        assertThat(put(1, "refusal", "{\"reason\":\"out of stock: 85123A\"}"))
                .hasToString("200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"PENDING\"}".formatted(order));
        put(1, "refusal", "{\"reason\":\"declined\"}");
        assertThat(decision(place())).isEqualTo("running");
        end("cancellation");

        assertThat(place())
                .hasToString(
                        ("200 {\"orderId\":\"%s\",\"attempt\":1,\"decision\":\"cancelled\",\"state\":\"CANCELLED\","
                                        + "\"reason\":\"out of stock: 85123A\",\"retryable\":false}")
                                .formatted(order));
        assertThat(put(1, "refusal", "{\"reason\":\"late\"}"))
                .hasToString("409 {\"error\":\"attempt is over\",\"detail\":\"attempt 1 of order %s is CANCELLED\"}"
                        .formatted(order));
    }

    @Test
    void dropsTheConfirmationWithACancellationThatOvertakesTheWithdrawal() {
        prepare();
        act();
        end("cancellation");
        compensate();
        assertThat(line().path("state").asText()).isEqualTo("CANCELLED");
    }

    @RepeatedTest(10)
    void endsOneWayWhenCompletionAndCancellationMeet() {
        prepare();
        act();
        List<Callable<Reply>> both = List.of(() -> end("completion"), () -> end("cancellation"));
        assertThat(Race.run(both)).extracting(Reply::status).containsExactlyInAnyOrder(200, 409);
        assertThat(journal()).filteredOn(entry -> entry.contains("done")).hasSize(2);
    }

    @Test
    void showsEachOrderInTheAudit() {
        prepare();
        assertThat(line())
                .hasToString(
                        ("{\"orderId\":\"%s\",\"customerId\":\"17850\",\"totalMinor\":1530,\"attempt\":1,\"state\":\"PENDING\","
                                        + "\"reason\":null,\"retryable\":false,\"sagaId\":\"%s\"}")
                                .formatted(order, saga));
    }

    @Test
    void namesEveryFaultOfAnOrder() {
        assertThat(
                        service.post(
                                "/orders",
                                "{\"orderId\":\" \",\"lines\":[{\"sku\":\"a\",\"quantity\":0,\"unitPriceMinor\":-1},{\"sku\":\"b\",\"quantity\":1000001,\"unitPriceMinor\":\"2.55\"}]}"))
                .hasToString("400 {\"errors\":["
                        + "\"orderId must be 1 to 100 characters, none of them a control character, was \\\" \\\"\","
                        + "\"customerId is missing\","
                        + "\"line 1: quantity must be 1 or more, was 0\","
                        + "\"line 1: unitPriceMinor must be 0 or more, was -1\","
                        + "\"line 2: quantity must be 1000000 or less, was 1000001\","
                        + "\"line 2: unitPriceMinor must be a whole number, was \\\"2.55\\\"\"]}");
        assertThat(
                        service.post(
                                "/orders",
                                "{\"orderId\":\"1\",\"customerId\":\"2\",\"lines\":[{\"sku\":\"a\",\"quantity\":1000000,\"unitPriceMinor\":1000000000000}]}"))
                .hasToString(
                        "400 {\"errors\":[\"the total must be 1000000000000 minor units or less, was 1000000000000000000\"]}");
        assertThat(service.post("/orders", "{\"orderId\":\"1\",\"customerId\":\"2\",\"lines\":[]}"))
                .hasToString("400 {\"errors\":[\"lines must be a list of 1 to 1000 objects, was 0 of them\"]}");
    }

    @Test
    void refusesHalfASurrogatePair() {
        String whole =
                "{\"orderId\":\"%s\",\"customerId\":\"1\",\"lines\":[{\"sku\":\"%s\",\"quantity\":1,\"unitPriceMinor\":1}]}";
        assertThat(service.post("/orders", whole.formatted("a\\ud83d", "\\ude00")))
                .hasToString("400 {\"errors\":[\"orderId must be whole characters, one is half a surrogate pair\","
                        + "\"line 1: sku must be whole characters, one is half a surrogate pair\"]}");
        assertThat(service.post("/orders", whole.formatted("\\ud83d\\ude00".repeat(51), "a")))
                .as("shown as far as it can be")
                .hasToString(
                        "400 {\"errors\":[\"orderId must be 1 to 100 characters, none of them a control character, was \\\"%s?…\"]}"
                                .formatted("\\uD83D\\uDE00".repeat(19)));
    }

    @Test
    void namesEveryFaultOfACallAboutAnAttempt() {
        assertThat(service.put("/orders/4711/attempts/x/saga", "{}"))
                .hasToString("400 {\"errors\":[\"header Long-Running-Action is missing: call this within a saga\","
                        + "\"attempt must be a whole number, was \\\"x\\\"\"]}");
        assertThat(service.put("/orders/4711/attempts/0/refusal", "{}"))
                .hasToString("400 {\"errors\":[\"reason is missing\",\"attempt must be 1 or more, was 0\"]}");
        assertThat(service.put("/orders/never-placed/attempts/1/cancellation", "{}"))
                .hasToString(
                        "404 {\"error\":\"no such attempt\",\"detail\":\"attempt 1 of order never-placed was never begun\"}");
        assertThat(service.get("/orders/never-placed"))
                .hasToString("404 {\"error\":\"no such order\",\"detail\":\"never-placed was never placed\"}");
    }

    private Answer confirm(int attempt, String by) {
        return put(attempt, "confirmation", "{}", "Long-Running-Action", by).answer();
    }

    private Reply withdraw() {
        return new Callback(Phase.COMPENSATION, "direct:withdraw-confirmation", stepName())
                .send(service, saga, Map.of("orderKey", OrderKey.of(order), "attempt", "1"));
    }

    private Reply place() {
        return service.post("/orders", body("17850", 255));
    }

    private String body(String customer, int price) {
        return "{\"orderId\":\"%s\",\"customerId\":\"%s\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6,\"unitPriceMinor\":%d}]}"
                .formatted(order, customer, price);
    }

    private Reply attach(int attempt, String to) {
        return put(attempt, "saga", "{}", "Long-Running-Action", to);
    }

    private Reply end(String how) {
        return put(1, how, "{}", "Long-Running-Action", saga);
    }

    private Reply put(int attempt, String what, String json, String... headers) {
        return service.put("/orders/%s/attempts/%d/%s".formatted(order, attempt, what), json, headers);
    }

    private String decision(Reply reply) {
        return reply.json().path("decision").asText();
    }

    private JsonNode line() {
        for (JsonNode line : service.get("/audit").json().path("orders")) {
            if (line.path("orderId").asText().equals(order)) {
                return line;
            }
        }
        throw new AssertionError("No order " + order);
    }

    private List<String> journal() {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : service.get("/journal?limit=5000").json().path("entries")) {
            if (entry.path("orderId").asText().equals(order)) {
                found.add("%s %s %s"
                        .formatted(
                                entry.path("effect").asText(),
                                entry.path("result").asText(),
                                entry.path("sagaId").asText()));
            }
        }
        return found;
    }

    static class ManualTime {
        @Bean
        ManualClock clock() {
            return new ManualClock();
        }
    }
}
