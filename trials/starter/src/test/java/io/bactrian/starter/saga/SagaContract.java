package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sagas do, whatever coordinator stands behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SagaContract {

    final Journal journal = new Journal();
    TestApplication app;

    /** For the route whose close may be asked for until its patience ends; it would not bear a busy machine in the others. */
    TestApplication hasty;

    abstract String coordinatorUrl();

    @BeforeAll
    void startApplication() {
        app = TestApplication.start(
                coordinatorUrl(),
                new ContractRoutes(journal),
                "bactrian.client.connect-timeout=20s",
                "bactrian.client.read-timeout=20s",
                "bactrian.client.give-up-after=40s");
        hasty = TestApplication.start(
                coordinatorUrl(), new ContractRoutes(journal), "bactrian.client.give-up-after=5s");
    }

    @AfterAll
    void stopApplication() {
        hasty.close();
        app.close();
        stopCoordinator();
    }

    void stopCoordinator() {
        // the stock one lives as long as the JVM
    }

    @BeforeEach
    void forget() {
        journal.clear();
        ContractRoutes.seen(app).clear();
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
        Exchange exchange = undone(
                () -> app.send("direct:order", Map.of("fail", "charge", "orderId", "4711")),
                "undo-charge 4711",
                "undo-reserve 4711",
                "undo-order 4711");

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("declined");
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
    void compensatesAFailureThatOnlyPassedThroughAFinally() {
        assertThat(failureOf(app.send("direct:finally"))).hasMessage("not caught");

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("finally", "undo-plain"));
    }

    @Test
    void compensatesAFailureThatReplacedTheCaughtOne() {
        assertThat(failureOf(app.send("direct:rethrown")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("second");

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @Test
    void compensatesAFailureThatIsCaughtOutsideOfTheSaga() {
        assertThat(failureOf(app.send("direct:caught-outside"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactlyInAnyOrder("caught", "undo-plain"));
    }

    @Test
    void closesWhenACircuitBreakerInsideFellBack() {
        assertThat(failureOf(app.send("direct:breaker-inside"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("fallback", "done-plain"));
    }

    @Test
    void compensatesASagaInsideACircuitBreakerThatFellBack() {
        assertThat(failureOf(app.send("direct:breaker-outside"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactlyInAnyOrder("fallback", "undo-plain"));
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
    void compensatesWhatWasMarkedForRollbackOfTheInnermostTransaction() {
        assertThat(failureOf(app.send("direct:rolled-back-last"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "split-handled",
                "split-dead-letter",
                "split-rolled-back",
                "split-in-split",
                "multicast-handled",
                "list-handled"
            })
    void compensatesAFailureThatABranchHandled(String route) {
        assertThat(failureOf(app.send("direct:" + route))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "split-caught",
                "split-fallback",
                "split-redelivered",
                "split-continued",
                "split-REQUIRES_NEW",
                "split-NOT_SUPPORTED",
                "tapping",
                "queueing"
            })
    void closesAfterAFailureInABranchThatIsNone(String route) {
        assertThat(failureOf(app.send("direct:" + route))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("done-plain"));
    }

    @Test
    void compensatesARollback() {
        assertThat(failureOf(app.send("direct:rollback")))
                .isInstanceOf(RollbackExchangeException.class)
                .hasMessageContaining("no, thank you");

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @Test
    void showsASagaWhoseCompensationIsImpossible() {
        Exchange exchange = app.send("direct:hopeless");
        String saga = exchange.getProperty("saga", String.class);

        assertThat(failureOf(exchange)).hasMessage("undo me if you can");
        await().untilAsserted(() -> assertThat(get(coordinatorUrl() + "/lra-coordinator/recovery/failed")
                        .body())
                .contains(saga.substring(saga.lastIndexOf('/') + 1))
                .contains("FailedToCancel"));
        forceRecovery();
        assertThat(journal.of("undo")).containsExactly("undo-hopeless");
    }

    @Test
    void repeatsACompensationThatFailed() {
        assertThat(failureOf(app.send("direct:flaky"))).hasMessage("undo me twice");

        await().untilAsserted(() -> {
            forceRecovery();
            assertThat(journal.of("undo")).containsExactly("undo-flaky", "undo-flaky");
        });
    }

    @Test
    void repeatsAStepInsideTheSagaWithoutBeginningItAgain() {
        assertThat(failureOf(app.send("direct:redelivered"))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("try", "try", "try", "done-plain"));
    }

    @Test
    void compensatesAStepInALoopOncePerPass() {
        Exchange exchange = undone(() -> app.send("direct:looping"), "undo-pass 2", "undo-pass 1", "undo-pass 0");

        assertThat(failureOf(exchange)).hasMessage("after the loop");
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
    void carriesSixtyKilobytesOfOptions() {
        String large = "{\"text\": \"ü\\n#%&+,\"}".repeat(2_500);

        Exchange exchange = app.send("direct:options", Map.of("json", large));

        assertThat(failureOf(exchange)).hasMessage("with options");
        await().untilAsserted(() -> assertThat(ContractRoutes.seen(app)).containsEntry("json", large));
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
    void compensatesAManualSagaWhoseFailureWasHandled() {
        Exchange exchange = app.send("direct:manual-handled");

        assertThat(failureOf(exchange)).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("sorry");
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
        Exchange exchange = hasty.send("direct:too-slow");

        assertThat(failureOf(exchange)).isInstanceOf(SagaException.class);
        await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactly("undo-plain"));
    }

    @Test
    void answersALongCompensationAtOnceAndRunsItOnce() {
        Exchange exchange = app.send("direct:long");
        String saga = exchange.getProperty("saga", String.class);

        assertThat(failureOf(exchange)).hasMessage("undo me slowly");
        await().untilAsserted(() -> assertThat(journal.of("slow")).containsExactly("slow-begin", "slow-end"));
        forceRecovery();
        await().untilAsserted(() -> assertThat(isOver(saga)).isTrue());
        assertThat(journal.of("slow")).containsExactly("slow-begin", "slow-end");
    }

    @Test
    void nestedRoutesOfTheSameSagaKeepTheirOwnSteps() {
        Exchange exchange =
                undone(() -> app.send("direct:outer"), "undo-inner inner-result", "undo-outer outer-result");

        assertThat(failureOf(exchange)).hasMessage("outer fails");
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
    void compensatesASplitOncePerPass() {
        Exchange exchange = undone(() -> app.send("direct:splitting"), "undo-pass c", "undo-pass b", "undo-pass a");

        assertThat(failureOf(exchange)).hasMessage("after the split");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:split-in-turn", "direct:multicast-in-turn"})
    void compensatesParallelStepsInTheReverseOrderOfTheirJoins(String route) {
        // they began in the order c, a, d, b, and all ran at once
        Exchange exchange = undone(
                () -> app.send(route),
                "undo-in-turn b, result of b",
                "undo-in-turn d, result of d",
                "undo-in-turn a, result of a",
                "undo-in-turn c, result of c");

        assertThat(failureOf(exchange)).hasMessage("after the branches");
    }

    @Test
    void aReplicaCompensatesWhatAnotherBegan() {
        Journal other = new Journal();
        try (TestApplication replica = TestApplication.start(
                coordinatorUrl(),
                new ContractRoutes(other),
                "camel.lra.local-participant-url=" + app.url(),
                "bactrian.instance=replica")) {
            replica.send("direct:failing");

            await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
        }
        assertThat(other.entries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',     server.servlet.context-path=/shop, spring.mvc.servlet.path=/api, management.server.port=0",
        "/shop,  server.servlet.context-path=/shop, management.server.port=0,     a=b",
        "/camel, camel.servlet.mapping.enabled=true, a=b,                         a=b"
    })
    void isCalledBackWhereverTheWebServerServesIt(String path, String one, String other, String another) {
        int port = TestApplication.freePort();
        Journal here = new Journal();
        String url = "camel.lra.local-participant-url=http://localhost:" + port + path;
        try (TestApplication placed =
                TestApplication.start(port, coordinatorUrl(), new ContractRoutes(here), url, one, other, another)) {
            placed.send("direct:failing");

            await().untilAsserted(() -> assertThat(here.entries()).containsExactly("undo-plain"));
        }
    }

    @Test
    void aCompensationBelongsToTheTraceThatItsThreadWorkedIn() {
        Span order = OpenTelemetry.TRACES.get("test").spanBuilder("order").startSpan();
        try (Scope ignored = order.makeCurrent()) {
            app.send("direct:traced");
        } finally {
            order.end();
        }

        String trace = order.getSpanContext().getTraceId();
        await().untilAsserted(() -> assertThat(journal.of("undo-traced"))
                .hasSize(2)
                .allMatch(entry -> entry.startsWith("undo-traced 00-" + trace + "-")));
    }

    @Test
    void aCompensationBelongsToTheTraceThatCamelsTracerMade() {
        try (TestApplication traced = TestApplication.start(
                coordinatorUrl(),
                new ContractRoutes(journal),
                OpenTelemetry.beans(),
                "camel.opentelemetry2.enabled=true")) {
            OpenTelemetry.SPANS.reset();
            traced.send("direct:traced");
            await().untilAsserted(() ->
                    assertThat(OpenTelemetry.tracesOf("undo-traced")).hasSize(2));

            assertThat(OpenTelemetry.tracesOf("undo-traced"))
                    .containsOnly(OpenTelemetry.tracesOf("direct:traced").get(0));
        }
    }

    @Test
    void keepsTheOuterSagaWhileANewOneRunsInside() {
        Exchange exchange = app.send("direct:two-sagas");

        assertThat(failureOf(exchange)).hasMessage("outer fails after inner closed");
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("done-plain", "undo-pass outer"));
    }

    @Test
    void refusesToMakeAStepASagaOfItsOwnBecauseItsHeaderWasLost() {
        Exchange exchange = app.send("direct:forgetful");

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("step 'step-of-the-same' has lost its saga http://\\S+: the header"
                        + " Long-Running-Action, which it had in route 'forgetful', is gone\\. Keep it on the way, as in"
                        + " removeHeaders\\(\"\\*\", \"Long-Running-Action\\*\"\\), or say REQUIRES_NEW if the step"
                        + " is to be a saga of its own");
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:forgetful-new", "direct:forgetful-outside", "direct:mailing"})
    void beginsASagaWithinASagaWhereThatIsMeant(String route) {
        assertThat(failureOf(app.send(route))).isNull();

        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("done-plain", "done-plain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:forgetful-handler", "direct:forgetful-dead-letter"})
    void letsAFailureHandlerWithTheOriginalMessageBeginASagaOfItsOwn(String route) {
        assertThat(failureOf(app.send(route))).isNull();

        await().untilAsserted(
                        () -> assertThat(journal.entries()).containsExactlyInAnyOrder("undo-plain", "done-plain"));
    }

    @Test
    void refusesToMakeAStepASagaOfItsOwnBecauseTheHeaderOfTheJoinedOneWasLost() {
        String saga = beginManual();

        Exchange exchange = app.send("direct:forgetful-joined", Map.of("Long-Running-Action", saga));

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("step 'step-of-the-same' has lost its saga " + saga + ": the header"
                        + " Long-Running-Action, which it had in route 'forgetful-joined', is gone.");
        app.send("direct:manual-undo", Map.of("Long-Running-Action", saga));
        await().untilAsserted(() -> assertThat(journal.entries()).containsExactly("undo-plain", "undo-plain"));
    }

    @Test
    void beginsASagaAfterTheJoinedOneWasDecided() {
        String saga = beginManual();

        assertThat(failureOf(app.send("direct:joined-and-ended", Map.of("Long-Running-Action", saga))))
                .isNull();

        await().untilAsserted(() -> assertThat(journal.entries())
                .containsExactlyInAnyOrder("done-plain", "done-plain", "acted", "done-plain"));
    }

    private String beginManual() {
        return app.send("direct:manual", Map.of("fail", "never"))
                .getMessage()
                .getHeader("Long-Running-Action", String.class);
    }

    /** Sends, and waits until exactly this is undone, in this order. */
    Exchange undone(Supplier<Exchange> sending, String... entries) {
        Exchange exchange = sending.get();
        await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactly(entries));
        return exchange;
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
