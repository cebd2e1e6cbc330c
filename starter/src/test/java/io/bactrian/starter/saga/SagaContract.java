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
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What sagas do, whatever coordinator stands behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SagaContract {

    final Journal journal = new Journal();
    TestApplication app;

    abstract String coordinatorUrl();

    @BeforeAll
    void startApplication() {
        app = TestApplication.start(coordinatorUrl(), new ContractRoutes(journal), "bactrian.client.give-up-after=3s");
    }

    @AfterAll
    void stopApplication() {
        app.close();
        stopCoordinator();
    }

    void stopCoordinator() {
        // the stock one lives as long as the JVM
    }

    @BeforeEach
    void forget() {
        journal.clear();
    }

    @Test
    void completesEveryStepWhenTheRouteEnds() {
        Exchange exchange = app.send("direct:order", Map.of("fail", "never", "orderId", "4711"));

        assertThat(failureOf(exchange)).isNull();
        assertThat(exchange.getMessage().getHeader("Long-Running-Action")).isNull();
        await().untilAsserted(() -> assertThat(journal.entries())
                .containsSubsequence("reserve", "charge")
                .contains("complete-order 4711")
                .noneMatch(entry -> entry.startsWith("undo")));
    }

    @Test
    void compensatesEveryBegunStepInReverseWhenOneFails() {
        Exchange exchange = app.send("direct:order", Map.of("fail", "charge", "orderId", "4711"));

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("declined");
        await().untilAsserted(() -> assertThat(journal.of("undo"))
                .containsExactly("undo-charge 4711", "undo-reserve 4711", "undo-order 4711"));
    }

    @Test
    void compensatesAFailureThatWasHandled() {
        Exchange exchange = app.send("direct:handled");

        assertThat(failureOf(exchange)).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("sorry: declined");
        await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactly("undo-plain"));
        assertThat(journal.of("done")).isEmpty();
    }

    @Test
    void closesAfterAFailureThatWasContinued() {
        Exchange exchange = app.send("direct:continued");

        assertThat(failureOf(exchange)).isNull();
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("after", "done-plain"));
    }

    @Test
    void closesAfterAFailureThatTheRouteCaught() {
        assertThat(failureOf(app.send("direct:caught"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("caught", "done-plain"));
    }

    @Test
    void compensatesWhatWentToTheDeadLetterChannel() {
        assertThat(failureOf(app.send("direct:dead-letter"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("dead", "undo-plain"));
    }

    @Test
    void compensatesWhatWasMarkedForRollback() {
        assertThat(failureOf(app.send("direct:rolled-back"))).isNull();

        await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactly("undo-plain"));
    }

    @Test
    void repeatsAStepInsideTheSagaWithoutBeginningItAgain() {
        assertThat(failureOf(app.send("direct:redelivered"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("try", "try", "try", "done-plain"));
    }

    @Test
    void compensatesAStepInALoopOncePerPass() {
        Exchange exchange = app.send("direct:looping");

        assertThat(failureOf(exchange)).hasMessage("after the loop");
        await().untilAsserted(() ->
                assertThat(journal.of("undo")).containsExactly("undo-pass 2", "undo-pass 1", "undo-pass 0"));
    }

    @Test
    void compensatesEachPassEvenIfNothingTellsThePassesApart() {
        app.send("direct:looping-same");

        await().untilAsserted(
                        () -> assertThat(journal.of("undo")).containsExactly("undo-plain", "undo-plain", "undo-plain"));
    }

    @Test
    void carriesOptionValuesOfAnyContent() {
        Map<String, Object> values = new HashMap<>();
        values.put("hash", "a#b");
        values.put("percent", "50% off");
        values.put("plus", "a+b&c=d?e");
        values.put("umlaut", "ü€😀");
        values.put("json", "{\"a\": [1, \"two\"]}\n\tnext line, and more");
        values.put("none", "");

        Exchange exchange = app.send("direct:options", values);

        assertThat(failureOf(exchange)).hasMessage("with options");
        await().untilAsserted(() -> assertThat(ContractRoutes.seen(app)).containsAllEntriesOf(values));
        assertThat(ContractRoutes.seen(app).keySet()).noneMatch(name -> name.startsWith("CamelHttp"));
        assertThat(ContractRoutes.seen(app)).containsKey("Long-Running-Action");
    }

    @Test
    void staysOnTheThreadThatCameIn() {
        Thread here = Thread.currentThread();

        Exchange exchange = app.send("direct:threads");

        assertThat(exchange.getProperty("inside", Thread.class)).isSameAs(here);
        assertThat(exchange.getProperty("afterwards", Thread.class)).isSameAs(here);
    }

    @Test
    void leavesAManualSagaOpenUntilItIsCompleted() {
        Exchange begun = app.send("direct:manual", Map.of("fail", "never"));
        String saga = begun.getMessage().getHeader("Long-Running-Action", String.class);
        assertThat(saga).isNotNull();
        assertThat(statusOf(saga)).isEqualTo("Active");

        assertThat(failureOf(app.send("direct:manual-end", Map.of("Long-Running-Action", saga))))
                .isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("done-plain"));
    }

    @Test
    void compensatesAManualSagaWhoseRouteFails() {
        Exchange exchange = app.send("direct:manual", Map.of("fail", "yes"));

        assertThat(failureOf(exchange)).hasMessage("manual failed");
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @Test
    void givesResultsOfAStepToItsCompensation() {
        Exchange exchange = app.send("direct:paying");

        assertThat(failureOf(exchange)).hasMessage("after paying");
        await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactly("undo-pay p-1 ünïcode 42"));
    }

    @Test
    void stoppingOneSagaRouteLeavesTheOthersTheirService() throws Exception {
        app.camel().getRouteController().stopRoute("stoppable");
        try {
            assertThat(failureOf(app.send("direct:continued"))).isNull();
        } finally {
            app.camel().getRouteController().startRoute("stoppable");
        }
    }

    @Test
    void refusesSagasOfOtherCoordinators() {
        Exchange exchange =
                app.send("direct:reserve", Map.of("Long-Running-Action", "http://evil.example:1/lra-coordinator/0_1"));

        assertThat(failureOf(exchange))
                .isInstanceOf(ForeignSagaException.class)
                .hasMessage("the header Long-Running-Action must name a saga of " + coordinatorUrl()
                        + "/lra-coordinator, was http://evil.example:1/lra-coordinator/0_1: if this is the same"
                        + " coordinator, list its URL in bactrian.coordinator-aliases");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void failsAStepOfASagaThatHasEnded() {
        Exchange begun = app.send("direct:manual", Map.of("fail", "never"));
        String saga = begun.getMessage().getHeader("Long-Running-Action", String.class);
        app.send("direct:manual-end", Map.of("Long-Running-Action", saga));
        journal.clear();

        Exchange late = app.send("direct:reserve", Map.of("Long-Running-Action", saga));

        assertThat(failureOf(late)).hasMessageStartingWith("step 'reserve' cannot join saga " + saga);
        assertThat(journal.of("reserve")).isEmpty();
    }

    @Test
    void neverReportsSuccessOfASagaThatRanOutOfTime() {
        Exchange exchange = app.send("direct:too-slow");

        assertThat(failureOf(exchange)).isInstanceOf(SagaException.class);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(journal.of("undo")).containsExactly("undo-plain"));
    }

    @Test
    void answersALongCompensationAtOnceAndRunsItOnce() {
        Exchange exchange = app.send("direct:long");
        String saga = exchange.getProperty("saga", String.class);

        assertThat(failureOf(exchange)).hasMessage("undo me slowly");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(journal.of("slow")).containsExactly("slow-begin", "slow-end"));
        forceRecovery();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(isOver(saga)).isTrue());
        assertThat(journal.of("slow")).containsExactly("slow-begin", "slow-end");
    }

    @Test
    void nestedRoutesOfTheSameSagaKeepTheirOwnSteps() {
        Exchange exchange = app.send("direct:outer");

        assertThat(failureOf(exchange)).hasMessage("outer fails");
        await().untilAsserted(() ->
                assertThat(journal.of("undo")).containsExactly("undo-inner inner-result", "undo-outer outer-result"));
    }

    @Test
    void compensatesAfterARestartBetweenJoinAndCallback() {
        int port = TestApplication.freePort();
        Journal later = new Journal();
        String saga;
        try (TestApplication before = TestApplication.start(port, coordinatorUrl(), new ContractRoutes(journal))) {
            saga = before.send("direct:manual", Map.of("fail", "never"))
                    .getMessage()
                    .getHeader("Long-Running-Action", String.class);
        }

        try (TestApplication after = TestApplication.start(port, coordinatorUrl(), new ContractRoutes(later))) {
            after.send("direct:manual-undo", Map.of("Long-Running-Action", saga));

            await().untilAsserted(() -> assertThat(later.entries()).containsExactly("undo-plain"));
        }
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void compensatesASignedStepAfterARestart() {
        int port = TestApplication.freePort();
        String secret = "bactrian.callbacks.secret=the same before and after";
        Journal later = new Journal();
        String saga;
        try (TestApplication before =
                TestApplication.start(port, coordinatorUrl(), new ContractRoutes(journal), secret)) {
            saga = before.send("direct:manual", Map.of("fail", "never"))
                    .getMessage()
                    .getHeader("Long-Running-Action", String.class);
        }

        try (TestApplication after = TestApplication.start(port, coordinatorUrl(), new ContractRoutes(later), secret)) {
            after.send("direct:manual-undo", Map.of("Long-Running-Action", saga));

            await().untilAsserted(() -> assertThat(later.entries()).containsExactly("undo-plain"));
        }
    }

    @Test
    void asksForEachBeginOfParallelSteps() {
        Exchange exchange = app.send("direct:parallel");

        assertThat(failureOf(exchange)).hasMessage("after the branches");
        await().untilAsserted(
                        () -> assertThat(journal.of("undo-pass")).hasSize(4).doesNotHaveDuplicates());
    }

    @Test
    void keepsTheOuterSagaWhileANewOneRunsInside() {
        Exchange exchange = app.send("direct:two-sagas");

        assertThat(failureOf(exchange)).hasMessage("outer fails after inner closed");
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("done-plain", "undo-pass outer"));
    }

    void forceRecovery() {
        get(coordinatorUrl() + "/lra-coordinator/recovery");
    }

    boolean isOver(String saga) {
        HttpResponse<String> answer = get(saga + "/status");
        return answer.statusCode() == 404
                || answer.body().startsWith("Cancelled")
                || answer.body().equals("Closed");
    }

    String statusOf(String saga) {
        return get(saga + "/status").body();
    }

    static HttpResponse<String> get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
