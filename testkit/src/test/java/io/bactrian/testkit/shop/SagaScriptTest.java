package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.Effect;
import io.bactrian.testkit.Reply;
import io.bactrian.testkit.Request;
import io.bactrian.testkit.SagaScript;
import io.bactrian.testkit.ScriptedServices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ShopTest
class SagaScriptTest {

    @Autowired
    private ProducerTemplate camel;

    @BeforeEach
    void services(SagaScript saga) {
        Shop.services(saga);
    }

    @Test
    void sendsToAnEndpoint(SagaScript saga) {
        saga.when("direct:fulfil", "4711")
                .expectSuccess()
                .expectAnswer("{\"trackingId\":\"T-4711\"}")
                .expectAnswer(Map.of("trackingId", "T-4711"))
                .expectAnswer(body -> assertThat(body).contains("T-4711"))
                .expectCompleted("reserve-stock", "charge-payment", "create-shipment")
                .expectCompleted()
                .expectResult("create-shipment", "trackingId", "T-4711")
                .expectCalls("PUT http:shipping/shipments/4711", 1)
                .expectNothingOpen();
    }

    @Test
    void sendsOverHttp(SagaScript saga) {
        saga.when("POST /orders", "4711")
                .expectSuccess()
                .expectAnswer(201, Map.of("trackingId", "T-4711"))
                .expectCompleted();
    }

    @Test
    void anHttpAnswerMayBeAFailure(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .answers(402)
                .when("POST /orders", "4711")
                .expectFailure()
                .expectFailure(409)
                .expectFailure("statusCode: 402")
                .expectCompensated("charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void aRouteThatAnswers404HasFailed(SagaScript saga) {
        saga.when("GET /orders/4711").expectFailure().expectFailure(404);
    }

    @Test
    void doesAnyWorkThatBeginsSagas(SagaScript saga) {
        saga.when(() -> camel.requestBody("direct:fulfil", "4711", String.class))
                .expectSuccess()
                .expectAnswer("{\"trackingId\":\"T-4711\"}")
                .expectCompleted();

        assertThat(saga.answer()).isEqualTo("{\"trackingId\":\"T-4711\"}");
    }

    @Test
    void knowsWhatWasThrown(SagaScript saga) {
        saga.given("PUT http:inventory/reservations/*")
                .hangsUp()
                .when("direct:fulfil", "4711")
                .expectFailure(java.io.IOException.class);

        assertThat(saga.failure()).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void aServiceThatHangsUpHasDoneNothing(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .hangsUp()
                .when("direct:fulfil", "4711")
                .expectFailure()
                .expectCompensated("reserve-stock")
                .expectNothingOpen();

        assertThat(saga.services().effects())
                .extracting(Effect::toString)
                .containsExactly("done reserve-stock 4711", "undone reserve-stock 4711");
    }

    @Test
    void whoseAnswerIsLostIsCalledTwice(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*")
                .losesAnswer()
                .times(1)
                .when("direct:fulfil", "4711")
                .expectCompleted()
                .expectCalls("PUT http:shipping/shipments/*", 2);

        assertThat(saga.services().effects())
                .extracting(Effect::toString)
                .contains(
                        "done PUT http:shipping/shipments/* 4711",
                        "done PUT http:shipping/shipments/* 4711 (again, or nothing was there)");
    }

    @Test
    void answersOneAfterTheOther(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*")
                .answers(503)
                .hangsUp()
                .answers(200)
                .when("direct:fulfil", "4711")
                .expectCompleted()
                .expectCalls("PUT http:shipping/shipments/*", 3);
    }

    @Test
    void computesAnAnswer(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .answers(request -> request.body().contains("1530")
                        ? Reply.of(402, Map.of("error", "declined")).with("Retry-After", "1")
                        : Reply.of(200))
                .when("direct:fulfil", "4711")
                .expectFailure(402);
    }

    @Test
    void showsWhatServicesWereAsked(SagaScript saga, ScriptedServices services) {
        saga.when("direct:fulfil", "4711");

        Request charge = services.requests("PUT http:payment/charges/*").get(0);
        assertThat(charge.body()).isEqualTo("{\"amount\":1530}");
        assertThat(charge.saga()).contains("/lra-coordinator/");
        assertThat(services.requests())
                .extracting(Request::line)
                .containsExactly("PUT /reservations/4711", "PUT /charges/4711", "PUT /shipments/4711");
        assertThat(services.requests().get(2).saga()).isNull();
    }

    @Test
    void countsAndShowsCallbacks(SagaScript saga, ScriptedServices services) {
        saga.given("COMPENSATE reserve-stock").answers(500).times(1);
        saga.given("PUT http:payment/charges/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .advance(Duration.ofSeconds(10))
                .expectCalls("COMPENSATE charge-payment", 1)
                .expectCalls("COMPENSATE reserve-stock", 2)
                .expectCalls("COMPLETE reserve-stock", 0);

        assertThat(services.requests("COMPENSATE reserve-stock")).hasSize(2).allSatisfy(callback -> {
            assertThat(callback.service()).isEqualTo("inventory");
            assertThat(callback.saga()).contains("/lra-coordinator/");
        });
        assertThat(services.requests())
                .extracting(Request::line)
                .containsExactly("PUT /reservations/4711", "PUT /charges/4711");
    }

    @Test
    void retriesFollowTheClock(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock")
                .answers(500, "database is down")
                .hangsUp()
                .answers(200);
        saga.given("PUT http:payment/charges/*").answers(409).when("direct:fulfil", "4711");
        assertThat(saga.services().log())
                .filteredOn(line -> line.contains("COMPENSATE reserve-stock"))
                .as("the clock stands still")
                .hasSize(1);

        saga.advance(Duration.ofSeconds(10))
                .expectFailure(409)
                .expectCompensated("charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void inProgressIsAskedForItsStatus(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").answers(202);
        saga.given("STATUS reserve-stock").answers(202).answers(200, "Compensated");
        saga.given("PUT http:payment/charges/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .advance(Duration.ofSeconds(10))
                .expectCompensated("charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void goneIsCompensated(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").answers(410);
        saga.given("PUT http:payment/charges/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .expectCompensated("charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void saysThatItCannotCompensate(SagaScript saga) {
        saga.given("COMPENSATE charge-payment").failsToCompensate();
        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .expectFailedToCompensate("charge-payment")
                .expectCompensated("create-shipment", "reserve-stock");
    }

    @Test
    void isParkedWhenItNeverAnswersWell(SagaScript saga) {
        saga.given("COMPENSATE charge-payment").answers(500);
        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .expectParked()
                .advance(Duration.ofMinutes(20))
                .expectParked("charge-payment")
                .expectCompensated("create-shipment", "reserve-stock");
    }

    @Test
    void diesAndComesBack(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*").dies().when("direct:fulfil", "4711");
        assertThat(saga.services().log()).contains("shipping: PUT /shipments/4711 -> the service died");

        saga.comesBack("shipping")
                .advance(Duration.ofSeconds(10))
                .expectFailure()
                .expectCompensated("create-shipment", "charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void aParticipantMayBeDownWhenItIsCalledBack(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .whenReleased()
                .when("direct:fulfil", "4711")
                .dies("inventory")
                .advance(Duration.ofMinutes(5).plusSeconds(10))
                .comesBack("inventory")
                .advance(Duration.ofMinutes(1))
                .expectCompensated("charge-payment", "reserve-stock");
    }

    @Test
    void undoesEverythingWhenTheTimeIsOver(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .whenReleased()
                .when("direct:fulfil", "4711")
                .advance(Duration.ofMinutes(5))
                .expectCompensated("charge-payment", "reserve-stock")
                .release()
                .expectFailure();
    }

    @Test
    void aSlowAnswerComesWithTheClock(SagaScript saga) {
        saga.given("PUT http:payment/charges/*")
                .answers(200)
                .after(Duration.ofMinutes(2))
                .when("direct:fulfil", "4711")
                .advance(Duration.ofMinutes(1));
        assertThat(saga.services().held()).singleElement().asString().startsWith("payment: PUT /charges/4711 until ");

        saga.advance(Duration.ofMinutes(1)).expectSuccess().expectCompleted();
    }

    @Test
    void aSlowCompensationIsWaitedFor(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").whenReleased();
        saga.given("PUT http:payment/charges/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .release()
                .expectCompensated("charge-payment", "reserve-stock")
                .expectNothingOpen();
    }

    @Test
    void aRestartedCoordinatorGoesOn(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*")
                .whenReleased()
                .when("direct:fulfil", "4711")
                .restartCoordinator()
                .release()
                .expectSuccess()
                .expectCompleted("reserve-stock", "charge-payment", "create-shipment")
                .expectNothingOpen();
    }

    @Test
    void speaksOfOneSagaAmongOthers(SagaScript saga) {
        saga.when("direct:fulfil", "4711").expectSuccess();
        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4712")
                .expectFailure(409);

        saga.ofSaga("4711").expectCompleted("reserve-stock", "charge-payment", "create-shipment");
        saga.ofSaga("4712").expectCompensated("create-shipment", "charge-payment", "reserve-stock");
    }

    @Test
    void theRuleWrittenLastCountsForWhatItSays(SagaScript saga) {
        saga.given("PUT http:payment/charges/4711")
                .answers(402)
                .when("direct:fulfil", "4711")
                .expectFailure(402)
                .expectCompensated("charge-payment", "reserve-stock");
        saga.when("direct:fulfil", "4712").expectSuccess();
    }

    @Test
    void keepsTheOrderOfEffects(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*")
                .ofStep("create-shipment")
                .losesAnswer()
                .when("direct:fulfil", "4711")
                .expectCompensated("create-shipment", "charge-payment", "reserve-stock");

        assertThat(saga.services().effects())
                .filteredOn(Effect::change)
                .extracting(Effect::toString)
                .containsExactly(
                        "done reserve-stock 4711",
                        "done charge-payment 4711",
                        "done create-shipment 4711",
                        "undone create-shipment 4711",
                        "undone charge-payment 4711",
                        "undone reserve-stock 4711");
        assertThat(saga.services().standing()).isEqualTo(List.of());
    }

    @Test
    void waitsForWhatAQueueLeadsTo(SagaScript saga, @Autowired CamelContext camel) throws Exception {
        withQueue(camel, () -> {
            saga.when("seda:orders", "4711")
                    .expectSuccess()
                    .expectCompleted("reserve-stock", "charge-payment", "create-shipment");
            saga.when("direct:accept", "4712").expectAnswer("accepted");
            saga.ofSaga("4712").expectCompleted("reserve-stock", "charge-payment", "create-shipment");
            saga.given("PUT http:shipping/shipments/*").whenReleased().when("direct:accept", "4713");
            assertThat(saga.services().held()).hasSize(1);
            assertThat(saga.timeline())
                    .contains("-- what the application is still at work on\n  an exchange of route 'orders', now at ");
            saga.release().ofSaga("4713").expectCompleted();
        });
    }

    private static void withQueue(CamelContext camel, Runnable test) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:orders").routeId("orders").delay(20).to("direct:fulfil");
                from("direct:accept").routeId("accept").to("seda:orders").setBody(constant("accepted"));
            }
        });
        try {
            test.run();
        } finally {
            for (String route : List.of("accept", "orders")) {
                camel.getRouteController().stopRoute(route);
                camel.removeRoute(route);
            }
        }
    }
}
