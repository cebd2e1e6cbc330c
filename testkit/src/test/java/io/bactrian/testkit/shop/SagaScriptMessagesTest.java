package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.testkit.Reply;
import io.bactrian.testkit.SagaScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every expectation can fail, and says what was expected, what was found and how it came about. */
@ShopTest
class SagaScriptMessagesTest {

    @BeforeEach
    void services(SagaScript saga) {
        Shop.services(saga);
    }

    @Test
    void success(SagaScript saga) {
        refused(saga);

        fails(saga::expectSuccess)
                .hasMessageStartingWith(
                        "expected success, but it failed with org.apache.camel.http.base.HttpOperationFailedException: ")
                .hasMessageContaining("statusCode: 409");
    }

    @Test
    void successOverHttp(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").answers(402).when("POST /orders", "4711");

        fails(saga::expectSuccess).hasMessageStartingWith("expected success, but it answered 409: {\"refused\":");
    }

    @Test
    void failure(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(saga::expectFailure)
                .hasMessageStartingWith("expected a failure, but it ended well: {\"trackingId\":\"T-4711\"}\n");
        fails(() -> saga.expectFailure(409))
                .hasMessageStartingWith("expected a failure with status 409, but it ended well: ");
        fails(() -> saga.expectFailure("no carrier"))
                .hasMessageStartingWith("expected a failure that says 'no carrier', but it ended well: ");
        fails(() -> saga.expectFailure(IllegalStateException.class))
                .hasMessageStartingWith("expected a failure with java.lang.IllegalStateException, but it ended well: ");
    }

    @Test
    void failureOfAnotherKind(SagaScript saga) {
        refused(saga);

        fails(() -> saga.expectFailure(404))
                .hasMessageStartingWith("expected a failure with status 404, but it failed with ")
                .hasMessageContaining(", which has status 409\n");
        fails(() -> saga.expectFailure("no such words"))
                .hasMessageStartingWith("expected a failure that says 'no such words', but it failed with ");
    }

    @Test
    void failureOfAPathThatNoRouteServes(SagaScript saga) {
        saga.when("PUT /orderz/4711");

        fails(saga::expectFailure)
                .hasMessageStartingWith("expected a failure of the application, but no route of the application serves"
                        + " PUT /orderz/4711: it was answered 404 and no route has heard of it. Mend the method or the"
                        + " path; where something else than a route answers so on purpose, say expectFailure(404)\n");
        fails(saga::expectCompensated)
                .hasMessageStartingWith("no saga was started\n")
                .hasMessageContaining("\n-- what the test sent\n  PUT /orderz/4711 -> 404 {\"timestamp\":");
        saga.expectFailure(404);
    }

    @Test
    void showsTheFirstPartOfAnAnswer(SagaScript saga) {
        saga.when("POST /orders", "4711").when(() -> "a\n" + "b".repeat(500));

        assertThat(saga.timeline()).contains("""
            -- what the test sent
              POST /orders -> 201 {"trackingId":"T-4711"}
              the work -> ended well: a bbb""").contains("\n  the work -> ended well: a " + "b".repeat(198) + "..\n");
    }

    @Test
    void failureWithoutAStatus(SagaScript saga) {
        saga.when(() -> {
            throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
        });

        saga.expectFailure("inner").expectFailure(IllegalArgumentException.class);
        fails(() -> saga.expectFailure(409))
                .hasMessageStartingWith(
                        "expected a failure with status 409, but it failed with"
                                + " java.lang.IllegalStateException: outer, which has no HTTP status; name its type or a part of its message\n");
        fails(() -> saga.expectFailure(java.io.IOException.class))
                .hasMessageStartingWith("expected a failure with"
                        + " java.io.IOException, but it failed with java.lang.IllegalStateException: outer, caused by"
                        + " java.lang.IllegalArgumentException: inner\n");
    }

    @Test
    void answer(SagaScript saga) {
        saga.when("POST /orders", "4711");

        fails(() -> saga.expectAnswer("{\"trackingId\":\"T-1\"}"))
                .hasMessageStartingWith(
                        "expected the answer\n  {\"trackingId\":\"T-1\"}\nbut it answered 201: {\"trackingId\":\"T-4711\"}\n");
        fails(() -> saga.expectAnswer(200, "{\"trackingId\":\"T-4711\"}"))
                .hasMessageStartingWith(
                        "expected the answer\n  200: {\"trackingId\":\"T-4711\"}\nbut it answered 201: {\"trackingId\":\"T-4711\"}\n");
        fails(() -> saga.expectAnswer(body -> assertThat(body).as("body").isEmpty()))
                .hasMessageStartingWith("the answer is not as expected: [body] ")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void completed(SagaScript saga) {
        refused(saga);

        fails(saga::expectCompleted)
                .hasMessageStartingWith("expected saga order-fulfilment 4711 to be completed, but it is CANCELLED\n");
    }

    @Test
    void completedSteps(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(() -> saga.expectCompleted("reserve-stock", "charge-payment")).hasMessageStartingWith("""
            expected these steps to be completed, in any order:
              charge-payment, reserve-stock
            but these are:
              charge-payment, create-shipment, reserve-stock
            """);
    }

    @Test
    void compensated(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(saga::expectCompensated)
                .hasMessageStartingWith("expected saga order-fulfilment 4711 to be compensated, but it is CLOSED\n");
    }

    @Test
    void compensatedInAnotherOrder(SagaScript saga) {
        refused(saga);

        fails(() -> saga.expectCompensated("reserve-stock", "charge-payment", "create-shipment"))
                .hasMessageStartingWith("""
            expected these steps to be compensated, in this order:
              reserve-stock, charge-payment, create-shipment
            but these are, in another order:
              create-shipment, charge-payment, reserve-stock
            -- the sagas of this test
            """);
    }

    @Test
    void compensatedButForOne(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").answers(500);
        saga.given("PUT http:payment/charges/*").answers(409).when("direct:fulfil", "4711");

        fails(() -> saga.expectCompensated("create-shipment", "charge-payment", "reserve-stock"))
                .hasMessageStartingWith("""
            expected these steps to be compensated, in this order:
              create-shipment, charge-payment, reserve-stock
            but these are:
              charge-payment
            because create-shipment never began, reserve-stock is COMPENSATING
            """);
    }

    @Test
    void compensatedThoughNothingHadBegun(SagaScript saga) {
        saga.given("PUT http:inventory/reservations/*").answers(409);
        saga.services().given("PUT http:inventory/reservations/4711").hangsUp();
        saga.when("direct:fulfil", "4711");

        fails(saga::expectCompensated)
                .hasMessageStartingWith("expected that something was compensated, but nothing had begun\n");
    }

    @Test
    void compensatedThoughOneIsStuck(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").failsToCompensate();
        saga.given("PUT http:payment/charges/*").answers(409).when("direct:fulfil", "4711");

        for (ThrowingCallable expectation :
                List.<ThrowingCallable>of(() -> saga.expectCompensated("charge-payment"), saga::expectCompensated)) {
            fails(expectation)
                    .hasMessageStartingWith("expected saga order-fulfilment 4711 to be compensated, but it is"
                            + " FAILED_TO_CANCEL\nbecause reserve-stock is FAILED_TO_COMPENSATE\n");
        }
        saga.expectFailedToCompensate("reserve-stock").expectCompensated("charge-payment");
    }

    @Test
    void compensatedThoughAnotherThanTheStuckOneIsStillAtIt(SagaScript saga) {
        saga.given("COMPENSATE charge-payment").failsToCompensate();
        saga.given("COMPENSATE reserve-stock").answers(500).times(1);
        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4711")
                .expectFailedToCompensate("charge-payment");

        fails(() -> saga.expectCompensated("create-shipment"))
                .hasMessageStartingWith("expected saga order-fulfilment 4711 to be compensated, but it is"
                        + " CANCELLING\nbecause reserve-stock is COMPENSATING\n");
        saga.advance(Duration.ofSeconds(10)).expectCompensated("create-shipment", "reserve-stock");
    }

    @Test
    void compensatedThoughAnotherWaitsBehindTheStuckOneForEver(SagaScript saga) {
        saga.given("COMPENSATE charge-payment").failsToCompensate();
        saga.given("PUT http:shipping/shipments/*")
                .answers(409)
                .when("direct:fulfil", "4711", Map.of("order", "strict"))
                .expectFailedToCompensate("charge-payment")
                .expectCompensated("create-shipment");
    }

    @Test
    void aStatusThatIsNotThatOfTheAnswer(SagaScript saga) {
        saga.given("GET http:shipping/rates")
                .answers(404)
                .when(saga.services().url("shipping") + "/rates?throwExceptionOnFailure=false")
                .expectSuccess();

        String why = " (its message has status 404, which is a failure over HTTP only; through an endpoint it is"
                + " expected by expectAnswer(404, body))\n";
        fails(saga::expectFailure).hasMessageStartingWith("expected a failure, but it ended well" + why);
        fails(() -> saga.expectFailure(404))
                .hasMessageStartingWith("expected a failure with status 404, but it ended well" + why);
        fails(() -> saga.expectFailure("no rates"))
                .hasMessageStartingWith("expected a failure that says 'no rates', but it ended well" + why);
        saga.expectAnswer(404, "");
    }

    @Test
    void failedToCompensateAndParked(SagaScript saga) {
        refused(saga);

        fails(() -> saga.expectFailedToCompensate("reserve-stock")).hasMessageStartingWith("""
            expected that these steps said that they cannot compensate:
              reserve-stock
            but it is these:
              (none)
            """);
        fails(() -> saga.expectParked("reserve-stock"))
                .hasMessageStartingWith(
                        "expected that these steps are parked:\n  reserve-stock\nbut it is these:\n  (none)\n");
    }

    @Test
    void result(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(() -> saga.expectResult("create-shipment", "trackingId", "T-1"))
                .hasMessageStartingWith(
                        "expected the result trackingId = T-1 of step create-shipment, but it has {\"trackingId\":\"T-4711\"}\n");
        fails(() -> saga.expectResult("reserve-stock", "trackingId", "T-1"))
                .hasMessageStartingWith(
                        "expected the result trackingId = T-1 of step reserve-stock, but it has no results\n");
        fails(() -> saga.expectResult("book-shipment", "trackingId", "T-1"))
                .hasMessageStartingWith(
                        "expected the result trackingId = T-1 of step book-shipment, but it never began\n");
    }

    @Test
    void calls(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(() -> saga.expectCalls("PUT http:shipping/**", 2))
                .hasMessageStartingWith("expected 2 calls PUT http:shipping/**, but there were 1\n");
    }

    @Test
    void callbacks(SagaScript saga) {
        refused(saga);

        fails(() -> saga.expectCalls("COMPENSATE reserve-stock", 0))
                .hasMessageStartingWith("expected 0 calls COMPENSATE reserve-stock, but there were 1\n");
        fails(() -> saga.expectCalls("COMPLETE reserve-stock", 1))
                .hasMessageStartingWith("expected 1 calls COMPLETE reserve-stock, but there were 0\n");
        assertThatThrownBy(() -> saga.expectCalls("COMPENSATE reserv-stock", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'COMPENSATE reserv-stock' is never called: no scripted service joins");
    }

    @Test
    void nothingOpenWhileOneIsUndecided(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").whenReleased().when("direct:fulfil", "4711");

        fails(saga::expectNothingOpen).hasMessageStartingWith("""
            expected nothing to be open, but
              saga order-fulfilment 4711 is ACTIVE
              an answer is held back: payment: PUT /charges/4711
              what was sent has not ended
            """);
        fails(saga::expectSuccess)
                .hasMessageStartingWith(
                        "what was sent has not ended: an answer is held back, let it go with release() or advance(..)\n");
        assertThatThrownBy(() -> saga.when("direct:fulfil", "4712"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("direct:fulfil cannot be sent: what was sent before it has not ended\n");
    }

    @Test
    void nothingOpenWhileARetryIsDueLater(SagaScript saga) {
        saga.given("COMPENSATE reserve-stock").answers(500);
        saga.given("PUT http:payment/charges/*").answers(409).when("direct:fulfil", "4711");

        fails(saga::expectFailure)
                .hasMessageStartingWith(
                        "what was sent has not ended: its saga waits for the clock, turn it with advance(..)\n");
        fails(() -> saga.advance(Duration.ofHours(1)).expectNothingOpen()).hasMessageStartingWith("""
            expected nothing to be open, but
              saga order-fulfilment 4711 is CANCELLING
              step reserve-stock of saga order-fulfilment 4711 is parked
              saga order-fulfilment 4711 needs a person
            """);
    }

    @Test
    void nothingOpenWhileAnEffectStands(SagaScript saga) {
        saga.given("DELETE http:shipping/shipments/*").answers(200);
        saga.given("PUT http:shipping/shipments/*")
                .undoneBy("POST http:shipping/cancellations/*")
                .losesAnswer()
                .when("direct:fulfil", "4711");

        fails(saga::expectNothingOpen)
                .hasMessageStartingWith(
                        "expected nothing to be open, but\n"
                                + "  its saga was compensated, but this still stands: done PUT http:shipping/shipments/* 4711\n");
    }

    @Test
    void tellsTheWholeStory(SagaScript saga) {
        saga.given("GET http:shipping/rates").answers(200);
        refused(saga);

        String story = saga.timeline();

        assertThat(story.replaceAll("(?m)[0-9a-f]{8}-\\S+|2030-\\S+", "~")
                        .replaceAll("\\d+ ms", "~ ms")
                        .replaceAll("localhost:\\d+", "localhost"))
                .isEqualTo("""
            -- the sagas of this test
            saga ~ order-fulfilment 4711 is CANCELLED: cancel was requested: create-shipment failed: HTTP operation failed invoking http://localhost/shipments/4711 with statusCode: 409
              ~ STARTED: order-fulfilment
              ~ JOINED #1 reserve-stock: reserve-stock
              ~ JOINED #2 charge-payment: charge-payment
              ~ JOINED #3 create-shipment: create-shipment
              ~ STEP_FAILED #3 create-shipment: HTTP operation failed invoking http://localhost/shipments/4711 with statusCode: 409
              ~ CANCELLING: cancel was requested: create-shipment failed: HTTP operation failed invoking http://localhost/shipments/4711 with statusCode: 409
              ~ COMPENSATED #3 create-shipment: ~ ms
              ~ COMPENSATED #2 charge-payment: ~ ms
              ~ COMPENSATED #1 reserve-stock: ~ ms
              ~ ENDED: Cancelled
            -- what the test sent
              direct:fulfil -> failed with org.apache.camel.http.base.HttpOperationFailedException: HTTP operation failed\
             invoking http://localhost/shipments/4711 with statusCode: 409
            -- what the services were asked
              inventory: PUT /reservations/4711 -> 200
              payment: PUT /charges/4711 -> 200
              shipping: PUT /shipments/4711 -> 409 no carrier
              shipping: DELETE /shipments/4711 -> 200
              payment: COMPENSATE charge-payment -> 200
              inventory: COMPENSATE reserve-stock -> 200
            -- given, but never asked for
              GET http:shipping/rates""");
        fails(saga::expectSuccess).hasMessageEndingWith(story);
    }

    @Test
    void assertionsInAScript(SagaScript saga) {
        saga.given("PUT http:payment/charges/*").answers(request -> {
            assertThat(request.body()).isEqualTo("{\"amount\":1700}");
            return Reply.of(200);
        });

        fails(() -> saga.when("direct:fulfil", "4711"))
                .hasMessageStartingWith("a script failed, so that a service did not answer: ")
                .hasMessageContaining("1700")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void assertionsInTheWork(SagaScript saga) {
        AssertionError own = new AssertionError("own");

        assertThatThrownBy(() -> saga.when(() -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    @Test
    void misspeltStep(SagaScript saga) {
        refused(saga);

        assertThatThrownBy(() -> saga.expectCompensated("create-shipment", "charge-payment", "reserve-stok"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no step and no route is called 'reserve-stok'; did you mean reserve-stock?"
                                + " Steps of this test's sagas: charge-payment, create-shipment, reserve-stock."
                                + " Routes: book-shipment, cancel-shipment, charge-payment, create-shipment, order-fulfilment, order-lookup, orders-api, reserve-stock");
    }

    @Test
    void unknownService(SagaScript saga) {
        assertThatThrownBy(() -> saga.given("PUT http:shiping/shipments/*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no scripted service is called 'shiping', there are: inventory, payment, shipping; did you mean shipping?");
    }

    @Test
    void callbackOfAStepThatNobodyJoinsAs(SagaScript saga) {
        saga.given("COMPENSATE create-shipment").answers(500);

        assertThatThrownBy(() -> saga.when("direct:fulfil", "4711"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'COMPENSATE create-shipment' is never called: no scripted service joins sagas as create-shipment,"
                                + " they join as: charge-payment, reserve-stock. Steps of the application itself are undone by its own"
                                + " routes: script the services that those call");
    }

    @Test
    void endpointThatNoRouteConsumes(SagaScript saga) {
        assertThatThrownBy(() -> saga.when("direct:fulfill", "4711"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no route consumes direct:fulfill; routes consume direct:book-shipment, direct:cancel-shipment,"
                                + " direct:charge-payment, direct:create-shipment, direct:fulfil, direct:reserve-stock;"
                                + " did you mean direct:fulfil?");
        assertThatThrownBy(() -> saga.when("fulfil", "4711"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fulfil' is neither the URI of an endpoint, like direct:fulfil, nor an HTTP request to the"
                        + " application, like POST /orders");
    }

    @Test
    void sagaThatIsNotThere(SagaScript saga) {
        saga.when("direct:fulfil", "4711");

        fails(() -> saga.ofSaga("4712").expectCompleted())
                .hasMessageStartingWith(
                        "no saga of this test has the name or business key '4712'; there are: order-fulfilment 4711\n");
    }

    @Test
    void nothingWasBegun(SagaScript saga) {
        fails(saga::expectCompleted).hasMessageStartingWith("no saga was started\n");
        fails(saga::release).hasMessageStartingWith("no answer is held back: nothing to release\n");
        assertThatThrownBy(saga::expectSuccess)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing was sent yet: say when(..) before what is expected of it");
    }

    @Test
    void joiningWithoutASaga(SagaScript saga) {
        saga.given("DELETE http:shipping/shipments/*").joins("cancel");
        refused(saga);

        assertThat(saga.services().log())
                .contains("shipping: DELETE /shipments/4711 -> 412, because the request has no"
                        + " Long-Running-Action header and cancel can join no saga");
    }

    private static void refused(SagaScript saga) {
        saga.given("PUT http:shipping/shipments/*").answers(409, "no carrier").when("direct:fulfil", "4711");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> fails(ThrowingCallable expectation) {
        return assertThatThrownBy(expectation)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-- the sagas of this test\n");
    }
}
