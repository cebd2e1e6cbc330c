package io.bactrian.routes.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.routes.TestCoordinator;
import io.bactrian.routes.scripted.Reply;
import io.bactrian.routes.scripted.Request;
import io.bactrian.routes.scripted.ScriptedService;
import io.bactrian.testkit.lint.LintRule;
import io.bactrian.testkit.lint.SagaLint;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationContext;

/** What the order fulfilment saga does, in whatever language its routes are written. */
abstract class FulfilmentContract extends FulfilmentApplicationTest {

    private static final List<String> COMPLETED =
            List.of("complete/reserve-stock", "complete/charge-payment", "complete/confirm-order", "announced T-1");

    /** The steps, with the call that each makes and what is undone when it fails: a service that fails had not joined yet. */
    enum Step {
        RESERVE_STOCK(INVENTORY, "PUT /reservations/%s"),
        CHARGE_PAYMENT(PAYMENT, "PUT /charges/%s", "compensate/reserve-stock"),
        CONFIRM_ORDER(ORDERS, "PUT /orders/%s/confirmation", "compensate/charge-payment", "compensate/reserve-stock"),
        CREATE_SHIPMENT(
                SHIPPING,
                "PUT /shipments/%s",
                "cancel-shipment",
                "compensate/confirm-order",
                "compensate/charge-payment",
                "compensate/reserve-stock");

        final ScriptedService service;
        private final String call;
        final List<String> undoing;

        Step(ScriptedService service, String call, String... undoing) {
            this.service = service;
            this.call = call;
            this.undoing = List.of(undoing);
        }

        String call(String id) {
            return call.formatted(id);
        }

        long calls(String id) {
            return service.receivedLines().stream()
                    .filter(line -> line.equals(call(id)) || line.startsWith(call(id) + "/"))
                    .count();
        }
    }

    @Test
    void fulfilsAnOrder() {
        HttpResponse<String> answer = place(id);

        assertThat(answer.body())
                .isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"fulfilled\",\"trackingId\":\"T-1\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(done(id).subList(0, 4))
                .containsExactly("reserve-stock", "charge-payment", "confirm-order", "create-shipment");
        assertThat(done(id).subList(4, done(id).size()))
                .as("what the shipment step found out is known to its completion")
                .containsExactlyInAnyOrderElementsOf(COMPLETED);
    }

    @Test
    void sendsTheOrderToEachServiceAndTheSagaToItsParticipantsOnly() {
        place(id);

        for (Step step : Step.values()) {
            Request call = step.service.received().get(0);
            assertThat(call.body()).as(step.name()).isEqualTo(ORDER);
            assertThat(call.headers().get("content-type")).as(step.name()).startsWith("application/json");
        }
        String saga = INVENTORY.received().get(0).saga();
        assertThat(saga).contains("/lra-coordinator/");
        assertThat(PAYMENT.received().get(0).saga()).isEqualTo(saga);
        assertThat(ORDERS.received().get(0).saga()).isEqualTo(saga);
        assertThat(SHIPPING.received())
                .allSatisfy(request -> assertThat(request.saga()).isNull());
    }

    @Test
    void startsTheSagaUnderItsBusinessKey() {
        place(id);

        assertThat(starts()).singleElement().satisfies(start -> assertThat(start.headers())
                .containsEntry("bactrian-business-key", id)
                .containsEntry("bactrian-saga-name", "order-fulfilment"));
    }

    @ParameterizedTest
    @EnumSource
    void undoesInReverseOrderWhateverStepFails(Step step) {
        step.service.next(step.call(id), Reply.BROKEN);

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"cancelled\"}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(step.calls(id)).as("500 is not tried again").isEqualTo(1);
        assertThat(undone()).containsExactlyElementsOf(step.undoing);
    }

    @ParameterizedTest
    @EnumSource
    void refusesInTheServicesOwnWordsAndAsksOnce(Step step) {
        step.service.next(step.call(id), Reply.of(409, "{'error':'no','detail':'not today'}"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("{\"error\":\"no\",\"detail\":\"not today\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(step.calls(id)).as("a refusal is not tried again").isEqualTo(1);
        assertThat(undone()).containsExactlyElementsOf(step.undoing);
    }

    @ParameterizedTest
    @EnumSource
    void triesAPassingFaultAgainInsideTheStep(Step step) {
        step.service.next(step.call(id), Reply.BUSY, Reply.HANG_UP);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(step.calls(id)).isEqualTo(3);
        assertThat(starts()).hasSize(1);
    }

    @Test
    void joinsOnceHoweverOftenTheCallIsTriedAgain() {
        SHIPPING.next(
                Step.CREATE_SHIPMENT.call(id), Reply.SILENCE, Reply.BUSY, Reply.of(409, "{'error':'no carrier'}"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Step.CREATE_SHIPMENT.calls(id)).isEqualTo(3);
        assertThat(undone())
                .as("a second join would cancel twice")
                .containsExactlyElementsOf(Step.CREATE_SHIPMENT.undoing);
    }

    @Test
    void cancelsNoShipmentOfAnOrderThatWasSentBefore() {
        place(id);
        SHIPPING.next(Step.CREATE_SHIPMENT.call(id), Reply.of(409, "{'error':'shipped before'}"));
        assertThat(place(id).statusCode()).isEqualTo(409);
        await().until(() -> SHIPPING.received().size() == 3);

        List<String> paths = SHIPPING.received().stream().map(Request::path).toList();
        assertThat(paths.get(2)).as("what is cancelled").isEqualTo(paths.get(1)).isNotEqualTo(paths.get(0));
    }

    @Test
    void givesAStepUpWhenTheFaultDoesNotPass() {
        PAYMENT.next(Step.CHARGE_PAYMENT.call(id), Reply.BUSY, Reply.BUSY, Reply.BUSY, Reply.BUSY);

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Step.CHARGE_PAYMENT.calls(id)).isEqualTo(3);
        assertThat(undone()).containsExactlyElementsOf(Step.CHARGE_PAYMENT.undoing);
    }

    @Test
    void refusesAnIdThatCouldBeMoreThanOneSegmentOfAPath() {
        HttpResponse<String> answer = place("a.b");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"an order id must be 1 to 64 letters, digits or hyphens\"}");
        assertThat(starts()).isEmpty();
    }

    @Test
    void refusesAnOrderThatAServiceCannotRead() {
        INVENTORY.next(Step.RESERVE_STOCK.call(id), Reply.of(400, "{'errors':['lines must be a list']}"));

        HttpResponse<String> answer = place(id);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"errors\":[\"lines must be a list\"]}");
    }

    @Test
    void saysThatTheOrderStillRunsWhenTheCloseGotNoAnswer() {
        TestCoordinator.FRONT.nextEnding("/close", Reply.SILENCE);

        HttpResponse<String> answer = place(id);

        assertThat(answer.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"state\":\"running\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        await("the close that is repeated in the background").until(() -> done(id).containsAll(COMPLETED));
        assertThat(undone()).isEmpty();
    }

    @Test
    void keepsWhatACallerSendsAndWhatServicesAnswerToItself() {
        HttpResponse<String> answer = send(request(id)
                .header("Long-Running-Action", ORDERS.url() + "/lra-coordinator/foreign")
                .header("Authorization", "secret"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().map().keySet())
                .isSubsetOf("content-type", "content-length", "date", "transfer-encoding", "connection", "keep-alive");
        for (Step step : Step.values()) {
            assertThat(step.service.received()).allSatisfy(request -> assertThat(request.headers())
                    .doesNotContainKeys("authorization", "x-service-internal"));
        }
        assertThat(INVENTORY.received().get(0).saga())
                .startsWith(TestCoordinator.FRONT.url())
                .doesNotContain("foreign");
    }

    /** Whose time is over sooner is told 503 while the saga goes on and closes. */
    @Test
    void callersWaitForAsLongAsASagaMayTake(ApplicationContext application) {
        CamelContext camel = application.getBean(CamelContext.class);

        assertThat(setting(camel, "spring.mvc.async.request-timeout"))
                .isGreaterThan(setting(camel, "saga.timeout").plus(setting(camel, "bactrian.client.give-up-after")));
    }

    private static Duration setting(CamelContext camel, String key) {
        return camel.getTypeConverter().convertTo(Duration.class, camel.resolvePropertyPlaceholders("{{" + key + "}}"));
    }

    @Test
    void sagasAreSound(ApplicationContext application) {
        String joins = "the service joins the saga itself, and undoes its own work";
        SagaLint.check(application.getBean(CamelContext.class))
                .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "reserve-stock", joins)
                .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "charge-payment", joins)
                .ignoring(LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION, "confirm-order", joins)
                .orFail();
    }

    private static List<Request> starts() {
        return TestCoordinator.FRONT.received().stream()
                .filter(request -> request.path().endsWith("/start"))
                .toList();
    }

    /** What was undone, once the coordinator has asked everybody: it does not wait for the last one before it answers. */
    private List<String> undone() {
        String cancel = "/" + sagaOf(id) + "/cancel";
        boolean cancelled = TestCoordinator.FRONT.received().stream()
                .anyMatch(request -> request.path().endsWith(cancel));
        if (cancelled && done(id).contains("reserve-stock")) {
            await().until(() -> done(id).contains("compensate/reserve-stock"));
        }
        return done(id).stream()
                .filter(done -> done.startsWith("compensate/") || done.equals("cancel-shipment"))
                .toList();
    }
}
