package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The same routes with camel-lra's saga service on the stock coordinator: what the tests of this starter must see going wrong
 * there, or they prove nothing. Each names its counterpart.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CamelLraDefectsTest {

    private final Journal journal = new Journal();
    private final ScriptedCoordinator scripted = new ScriptedCoordinator();
    private TestApplication app;
    private TestApplication onScripted;

    @BeforeAll
    void startApplications() {
        scripted.becomeStock();
        app = TestApplication.startWithCamelLra(Engines.narayana(), new ContractRoutes(journal, false));
        onScripted = TestApplication.startWithCamelLra(
                scripted.url(), new ContractRoutes(journal, false), "camel.main.shutdown-timeout=1");
    }

    @AfterAll
    void stop() {
        app.close();
        onScripted.close();
        scripted.close();
    }

    @BeforeEach
    void forget() {
        journal.clear();
        scripted.forget();
        scripted.becomeStock();
    }

    /** {@link SagaContract#completesEveryStepWhenTheRouteEnds()}: the comparison is of equals. */
    @Test
    void theRoutesWork() {
        assertThat(failureOf(app.send("direct:order", Map.of("fail", "never", "orderId", "4711"))))
                .isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).contains("complete-order 4711"));
    }

    /** {@link SagaContract#answersALongCompensationAtOnceAndRunsItOnce()} */
    @Test
    void aLongCompensationRunsAgain() {
        app.send("direct:long");
        await().untilAsserted(() -> assertThat(journal.of("slow-end")).hasSize(1));

        SagaContract.get(Engines.narayana() + "/lra-coordinator/recovery");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(journal.of("slow-begin")).hasSizeGreaterThan(1));
    }

    /** {@link CoordinatorTroubleTest#theBusinessFaultSurvivesACancelThatFails()} */
    @Test
    void aFailingCancelIsNotRepeatedAndHidesTheBusinessFault() {
        scripted.answer("cancel", 503, "down");

        Exchange exchange = onScripted.send("direct:order", Map.of("fail", "charge", "orderId", "4711"));

        assertThat(failureOf(exchange)).rootCause().hasMessage("Cannot compensate LRA");
        assertThat(scripted.requests("PUT", "/cancel")).hasSize(1);
    }

    /** {@link SagaContract#carriesOptionValuesOfAnyContent()} */
    @Test
    void optionValuesAreChangedOnTheirWay() {
        Map<String, Object> values = new HashMap<>();
        values.put("plus", "a+b&c=d?e");

        app.send("direct:options", values);

        await().untilAsserted(() -> assertThat(ContractRoutes.seen(app)).containsKey("plus"));
        assertThat(ContractRoutes.seen(app))
                .doesNotContainEntry("plus", "a+b&c=d?e")
                .containsEntry("plus", "a b");
    }

    /** {@link SagaContract#compensatesEachPassEvenIfNothingTellsThePassesApart()} */
    @Test
    void aStepInALoopIsCompensatedOnce() {
        app.send("direct:looping-same");

        await().untilAsserted(() -> assertThat(journal.of("undo")).isNotEmpty());
        assertThat(journal.of("undo")).containsExactly("undo-plain");
    }

    /** {@link SagaContract#compensatesAFailureThatWasHandled()} */
    @Test
    void aSagaWhoseFailureWasHandledCompletes() {
        app.send("direct:handled");

        await().untilAsserted(() -> assertThat(journal.of("done")).containsExactly("done-plain"));
        assertThat(journal.of("undo")).isEmpty();
    }

    /** {@link CallbackTest#refusesACallbackThatTheCoordinatorDoesNotKnow()} */
    @Test
    void aForgedCallbackRunsWithTheForgersData() throws IOException, InterruptedException {
        HttpRequest forged = HttpRequest.newBuilder(URI.create(app.url()
                        + "/lra-participant/compensate?Camel-Saga-Compensate=direct://undo-order&orderId=stolen"))
                .header("Long-Running-Action", "http://evil.example/1")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();

        int status = HttpClient.newHttpClient()
                .send(forged, HttpResponse.BodyHandlers.discarding())
                .statusCode();

        assertThat(status).isBetween(200, 299);
        assertThat(journal.entries()).containsExactly("undo-order stolen");
    }

    /** {@link SagaContract#refusesSagasOfOtherCoordinators()} */
    @Test
    void aHeaderMakesTheApplicationCallAnyHost() {
        try (ScriptedCoordinator elsewhere = new ScriptedCoordinator()) {
            app.send("direct:reserve", Map.of("Long-Running-Action", elsewhere.url() + "/lra-coordinator/0_1"));

            assertThat(elsewhere.requests()).isNotEmpty();
        }
    }

    /** {@link CoordinatorTroubleTest#aHungStartHoldsTheRouteNoLongerThanAgreed()} */
    @Test
    void aHungCoordinatorHangsTheRoute() {
        scripted.hang("start");

        CompletableFuture<Exchange> sent =
                CompletableFuture.supplyAsync(() -> onScripted.send("direct:order", Map.of("fail", "never")));

        assertThat(sent).failsWithin(2, TimeUnit.SECONDS).withThrowableOfType(TimeoutException.class);
    }

    /** {@link SagaContract#staysOnTheThreadThatCameIn()} */
    @Test
    void theBodyRunsOnAnotherThread() {
        Exchange exchange = app.send("direct:threads");

        assertThat(exchange.getProperty("inside", Thread.class)).isNotSameAs(Thread.currentThread());
    }

    /** {@link SagaContract#compensatesAManualSagaWhoseRouteFails()} */
    @Test
    void aManualSagaWhoseRouteFailsStaysOpen() {
        Exchange exchange = app.send("direct:manual", Map.of("fail", "yes"));

        String saga = exchange.getIn().getHeader("Long-Running-Action", String.class);
        assertThat(SagaContract.get(saga + "/status").body()).isEqualTo("Active");
    }

    /** {@link CoordinatorTroubleTest#aCloseAnsweredWithAnythingButClosedFailsTheExchange()} */
    @Test
    void aCloseThatDidNotCloseIsTakenForSuccess() {
        scripted.answer("close", 200, "Cancelled");

        Exchange exchange = onScripted.send("direct:order", Map.of("fail", "never"));

        assertThat(failureOf(exchange)).isNull();
    }

    /** {@link SagaContract#stoppingOneSagaRouteLeavesTheOthersTheirService()} */
    @Test
    void stoppingOneSagaRouteTakesTheServiceFromTheOthers() throws Exception {
        onScripted.camel().getRouteController().stopRoute("stoppable");

        assertThat(CompletableFuture.supplyAsync(() -> onScripted.send("direct:continued")))
                .failsWithin(2, TimeUnit.SECONDS)
                .withThrowableOfType(TimeoutException.class);

        onScripted.camel().getRouteController().startRoute("stoppable");
    }
}
