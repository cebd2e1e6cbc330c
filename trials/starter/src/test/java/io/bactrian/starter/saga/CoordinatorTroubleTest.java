package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.Context;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.CoordinatorUnreachableException;
import io.bactrian.starter.client.NewSaga;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.saga.Differs.On;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.support.ExpressionAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What routes see of a coordinator that is slow, silent, down or says no; and what it is sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoordinatorTroubleTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final Journal journal = new Journal();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private TestApplication app;
    /** For those tests in which its patience has to end; it would not bear a busy machine in the others. */
    private TestApplication hasty;

    @BeforeAll
    void startApplications() {
        app = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "bactrian.client.connect-timeout=20s",
                "bactrian.client.read-timeout=20s",
                "bactrian.client.give-up-after=40s");
        hasty = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "bactrian.client.connect-timeout=5s",
                "bactrian.client.read-timeout=2s",
                "bactrian.client.give-up-after=4s");
    }

    @AfterAll
    void stop() {
        hasty.close();
        app.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        for (TestApplication one : List.of(app, hasty)) {
            await().until(() -> service(one).unansweredDecisions() == 0);
            // a test before may have met a stock coordinator; this one must be heard, however busy the machine is
            await().untilAsserted(() ->
                    assertThatCode(() -> service(one).coordinator().ping()).doesNotThrowAnyException());
        }
        coordinator.forget();
        journal.clear();
    }

    @Test
    @Differs(value = Difference.BEGIN, on = On.OURS)
    void startsAndJoinsInOneRequest() {
        Exchange exchange = app.send("direct:one");

        assertThat(failureOf(exchange)).isNull();
        assertThat(coordinator.requests("POST", "/start")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/saga-[0-9]+")).isEmpty();
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    @Test
    @Differs(value = Difference.BEGIN, on = On.STOCK)
    void joinsAfterTheStartOnAStockCoordinator() {
        coordinator.becomeStock();

        assertThat(failureOf(app.send("direct:one"))).isNull();

        assertThat(coordinator.requests("POST", "/start")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/saga-[0-9]+")).hasSize(1).allSatisfy(join -> assertThat(
                        join.header("Link"))
                .matches("<http://localhost:\\d+/lra-participant/compensate/[A-Za-z0-9_-]+>; rel=\"compensate\"; "
                        + "type=\"text/plain\",<[^>]+/complete/[A-Za-z0-9_-]+>; rel=\"complete\"; type=\"text/plain\","
                        + "<[^>]+/status/[A-Za-z0-9_-]+>; rel=\"status\"; type=\"text/plain\""));
    }

    @Test
    void repeatsAStartWithTheSameKeyAndTheSameParticipant() {
        coordinator.answer("start", 503, "busy");
        coordinator.hangUp("start");

        assertThat(failureOf(app.send("direct:one"))).isNull();

        List<ScriptedCoordinator.Request> starts = coordinator.requests("POST", "/start");
        assertThat(starts).hasSize(3);
        assertThat(starts)
                .extracting(start -> start.header("Idempotency-Key"))
                .containsOnly(starts.get(0).header("Idempotency-Key"));
        assertThat(starts)
                .extracting(start -> start.header("Link"))
                .containsOnly(starts.get(0).header("Link"));
    }

    @Test
    void repeatsAJoinWithTheSameUri() {
        coordinator.hangUp("join");

        assertThat(failureOf(app.send("direct:two"))).isNull();

        List<ScriptedCoordinator.Request> joins = coordinator.requests("PUT", "/saga-[0-9]+");
        assertThat(joins).hasSize(2);
        assertThat(joins.get(0).header("Link")).isEqualTo(joins.get(1).header("Link"));
    }

    @Test
    void aRedeliveredStepWhoseJoinGotNoAnswerJoinsAsTheSameParticipant() {
        // it tries seven or eight times before it gives up
        for (int i = 0; i < 8; i++) {
            coordinator.answer("join", 503, "busy");
        }

        assertThat(failureOf(hasty.send("direct:persistent"))).isNull();

        assertThat(coordinator.requests("PUT", "/saga-[0-9]+"))
                .hasSizeGreaterThan(8)
                .extracting(join -> join.header("Link"))
                .containsOnly(coordinator.requests("PUT", "/saga-[0-9]+").get(0).header("Link"));
    }

    @Test
    void aHungStartDoesNotHoldTheRoute() {
        for (int i = 0; i < 5; i++) {
            coordinator.hang("start");
        }

        Exchange exchange = hasty.send("direct:one");

        assertThat(failureOf(exchange))
                .isInstanceOf(CoordinatorUnreachableException.class)
                .hasMessage("cannot start a saga 'one': no answer from the coordinator: " + coordinator.url()
                        + " did not answer in time");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void saysWhatIsToBeDoneWhenNobodyListens() {
        String nobody = "http://localhost:" + TestApplication.freePort();

        assertThatThrownBy(() -> client(nobody).ping())
                .isInstanceOf(CoordinatorUnreachableException.class)
                .hasMessage("cannot reach the coordinator at " + nobody + "/lra-coordinator: no answer from the"
                        + " coordinator: nothing listens at " + nobody
                        + "; is it running, and is camel.lra.coordinator-url right?");
    }

    @Test
    void saysThatTheHostIsUnknown() {
        assertThatThrownBy(() -> client("http://no-such-host.invalid:8070").ping())
                .isInstanceOf(CoordinatorUnreachableException.class)
                .hasMessageEndingWith("no answer from the coordinator: there is no host as in"
                        + " http://no-such-host.invalid:8070; is it running, and is camel.lra.coordinator-url right?");
    }

    @Test
    void saysThatAnotherServerIsNoCoordinator() {
        coordinator.becomeStock();
        coordinator.answer("start", 404, "no such page");

        // one that has met our coordinator takes the answer for a proxy's
        assertThatThrownBy(() -> client(coordinator.url())
                        .start(new NewSaga("key", "shop", "one", null, null, null), null, Context.NONE))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessage("cannot start a saga 'one': " + coordinator.url() + "/lra-coordinator seems to be no LRA"
                        + " coordinator (see camel.lra.coordinator-url): the coordinator answered 404: no such page");
    }

    @Test
    void saysWhichPathIsThereTwice() {
        String url = coordinator.url() + "/lra-coordinator";
        coordinator.answer("start", 404, "no such page");

        assertThatThrownBy(() ->
                        client(url).start(new NewSaga("key", "shop", "one", null, null, null), null, Context.NONE))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessage("cannot start a saga 'one': there is no " + url + "/lra-coordinator/start;"
                        + " camel.lra.coordinator-url is the coordinator's address without /lra-coordinator, was " + url
                        + ": the coordinator answered 404: no such page");
    }

    @Test
    void saysThatOurCoordinatorIsElsewhere() {
        coordinator.answer("start", 404, "no such page");

        assertThat(failureOf(app.send("direct:one")))
                .hasMessage(
                        "cannot start a saga 'one': there is no " + coordinator.url() + "/lra-coordinator/start (see"
                                + " camel.lra.coordinator-url and camel.lra.coordinator-context-path): the coordinator answered"
                                + " 404: no such page");
    }

    @Test
    void asksWhetherTheUrlIsRightOfWhatDoesNotSpeakHttp() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread hangingUp = new Thread(() -> hangUpOnAll(other));
            hangingUp.start();
            String url = "http://localhost:" + other.getLocalPort();

            assertThatThrownBy(() -> client(url).ping())
                    .isInstanceOf(CoordinatorUnreachableException.class)
                    .hasMessageStartingWith("cannot reach the coordinator at " + url
                            + "/lra-coordinator: no answer from the coordinator: " + url + ": ")
                    .hasMessageEndingWith("; is it running, and is camel.lra.coordinator-url right?");
        }
    }

    private static void hangUpOnAll(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    @Test
    @Differs(value = Difference.LOST_START, on = On.OURS)
    void aSagaWhoseStartGotNoAnswerIsCancelledLater() {
        for (int i = 0; i < 3; i++) {
            coordinator.hang("start");
        }
        coordinator.answerInFront("start", 404, "no such page"); // when it is repeated in the background

        assertThat(failureOf(hasty.send("direct:one"))).isInstanceOf(CoordinatorUnreachableException.class);

        // once, unless its answer took too long
        await().untilAsserted(
                        () -> assertThat(coordinator.requests("PUT", "/cancel")).isNotEmpty());
        assertThat(coordinator.requests("POST", "/start"))
                .extracting(start -> start.header("Idempotency-Key"))
                .containsOnly(coordinator.requests("POST", "/start").get(0).header("Idempotency-Key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "410|Saga saga-1 is Cancelled: too late to join",
                "412|Saga saga-1 is Cancelling: too late to join",
                "412|The deadline of saga saga-1, 2026-01-01T00:00:00Z, has passed: it is being cancelled",
            })
    void aStepDoesNotRunWhoseSagaWasCancelledBeforeItsStartWasAnswered(int status, String why) {
        coordinator.hangUp("start");
        coordinator.answer("start", status, why);

        Exchange exchange = app.send("direct:one");

        assertThat(failureOf(exchange))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessage("cannot start a saga 'one': the coordinator answered " + status + ": " + why);
        assertThat(journal.entries()).isEmpty();
        assertThat(coordinator.requests("POST", "/start")).hasSize(2);
        assertThat(service(app).unansweredDecisions()).isZero();
    }

    @Test
    void anUnansweredCloseIsNeitherSuccessNorFailureAndIsRepeatedInTheBackground() {
        for (int i = 0; i < 2; i++) {
            coordinator.hang("close");
        }

        Exchange exchange = hasty.send("direct:one");

        assertThat(failureOf(exchange))
                .isInstanceOf(SagaOutcomeUnknownException.class)
                .hasMessageMatching(
                        "it is not known yet whether saga http://localhost:\\d+/lra-coordinator/saga-\\d+ could be closed, this is"
                                + " repeated in the background: cannot close saga .*: no answer from the coordinator: .*");
        assertThat(service(hasty).unansweredDecisions()).isEqualTo(1);
        await().until(() -> service(hasty).unansweredDecisions() == 0);
        assertThat(coordinator.requests("PUT", "/close")).hasSizeGreaterThan(2);
    }

    @Test
    void aSagaOfUnknownOutcomeIsNotRunASecondTime() {
        coordinator.hang("close");

        Exchange exchange = hasty.send("direct:redelivering");

        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("not known yet");
        assertThat(journal.entries()).containsExactly("work");
    }

    @Test
    void aRouteGoesOnAfterADoTryThatCaughtAnUnknownOutcome() {
        coordinator.hang("close");

        Exchange exchange = hasty.send("direct:catching");

        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("not known yet, ask later");
        assertThat(journal.entries()).containsExactly("work", "after the doTry");
    }

    @Test
    void theNextSagaOfAnExchangeRunsThoughTheOutcomeOfTheFirstIsUnknown() {
        coordinator.hang("close");

        Exchange exchange = hasty.send("direct:looping");

        assertThat(failureOf(exchange)).isNull();
        assertThat(journal.entries()).containsExactly("work", "after the doTry", "work", "after the doTry");
        assertThat(coordinator.requests("POST", "/start")).as("each of its own").hasSize(2);
    }

    @Test
    void aSagaGoesOnAfterOneWithinItWhoseOutcomeIsUnknown() {
        coordinator.hang("close");

        Exchange exchange = hasty.send("direct:around");

        assertThat(failureOf(exchange)).isNull();
        assertThat(journal.entries()).containsExactly("work", "second");
        String around = exchange.getProperty("around", String.class).replaceFirst(".*/", "/");
        assertThat(coordinator.requests("PUT", around)).as("joins").hasSize(1);
        assertThat(coordinator.requests("PUT", around + "/close")).hasSize(1);
    }

    @Test
    void aRefusedCloseFailsTheExchange() {
        coordinator.answer("close", 412, "Cancelled");

        Exchange exchange = app.send("direct:one");

        assertThat(failureOf(exchange))
                .isInstanceOf(SagaNotClosedException.class)
                .hasMessageMatching(
                        "saga http://localhost:\\d+/lra-coordinator/saga-\\d+ did not close: the coordinator answered 412 Cancelled");
        assertThat(((SagaNotClosedException) failureOf(exchange)).sagaId()).contains("/lra-coordinator/saga-");
    }

    @Test
    void aCloseAnsweredWithAnythingButClosedFailsTheExchange() {
        coordinator.answer("close", 200, "Cancelling");

        assertThat(failureOf(app.send("direct:one"))).isInstanceOf(SagaNotClosedException.class);
    }

    @Test
    void aSagaIsClosedThoughAStepCannotBeCompleted() {
        coordinator.answer("close", 200, "FailedToClose");

        assertThat(failureOf(app.send("direct:one"))).isNull();
    }

    @Test
    void whatAProxySaysDecidesNothing() {
        coordinator.answerInFront("close", 200, "<html>please log in</html>");
        coordinator.answerInFront("close", 404, "no such page");
        coordinator.answerInFront("cancel", 302, "");
        coordinator.answerInFront("cancel", 403, "not you");

        assertThat(failureOf(app.send("direct:one"))).isNull();
        Throwable failure = failureOf(app.send("direct:failing"));

        assertThat(failure).hasMessage("out of stock");
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(coordinator.requests("PUT", "/close")).hasSize(3);
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(3);
    }

    @Test
    void aCloseThatOnlyAProxyAnswersIsRepeatedInTheBackground() {
        for (int i = 0; i < 10; i++) {
            coordinator.answerInFront("close", 404, "no such page");
        }

        Exchange exchange = hasty.send("direct:one");

        assertThat(failureOf(exchange))
                .isInstanceOf(SagaOutcomeUnknownException.class)
                .hasMessageEndingWith(": somebody in the place of the coordinator answered 404: no such page");
        await().until(() -> service(hasty).unansweredDecisions() == 0);
        assertThat(coordinator.requests("PUT", "/close")).hasSizeGreaterThan(10);
    }

    @Test
    void aProxysNoToAStartOrJoinIsAskedAgain() {
        coordinator.answerInFront("start", 404, "no such page");
        coordinator.answerInFront("join", 403, "not you");

        assertThat(failureOf(app.send("direct:two"))).isNull();

        assertThat(coordinator.requests("POST", "/start")).hasSize(2);
        assertThat(coordinator.requests("PUT", "/saga-[0-9]+")).hasSize(2);
    }

    @Test
    void aManualSagaThatFailedIsNotJoinedByTheNextOne() {
        Exchange exchange = app.send("direct:after-manual");

        assertThat(failureOf(exchange)).isNull();
        assertThat(coordinator.requests("POST", "/start")).hasSize(2);
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    @Test
    void anErrorEndsTheExchange() {
        CompletableFuture<Exchange> ended =
                CompletableFuture.supplyAsync(() -> app.send("direct:broken"), Executors.newSingleThreadExecutor());

        assertThat(ended)
                .succeedsWithin(Duration.ofSeconds(60))
                .extracting(TestApplication::failureOf)
                .isInstanceOf(NoSuchMethodError.class);
    }

    @Test
    void asksAgainWhenACloseDidNothing() {
        coordinator.answer("close", 200, "Active");

        assertThat(failureOf(app.send("direct:one"))).isNull();

        assertThat(coordinator.requests("PUT", "/close")).hasSize(2);
    }

    @Test
    void theBusinessFaultSurvivesACancelThatFails() {
        // it tries seven or eight times before it gives up
        for (int i = 0; i < 10; i++) {
            coordinator.answer("cancel", 503, "down");
        }

        Exchange exchange = hasty.send("direct:failing");

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("out of stock");
        assertThat(failureOf(exchange).getSuppressed()).hasAtLeastOneElementOfType(SagaOutcomeUnknownException.class);
        await().until(() -> service(hasty).unansweredDecisions() == 0);
        assertThat(coordinator.requests("PUT", "/cancel")).hasSizeGreaterThan(10);
    }

    @Test
    void theBusinessFaultSurvivesACancelThatIsRefused() {
        coordinator.answer("cancel", 412, "Closed");

        Exchange exchange = app.send("direct:failing");

        assertThat(failureOf(exchange)).hasMessage("out of stock");
        assertThat(failureOf(exchange).getSuppressed()).hasAtLeastOneElementOfType(SagaNotCancelledException.class);
    }

    @Test
    void aStepThatCannotJoinFailsTheExchangeAndCancelsTheSaga() {
        coordinator.answer("join", 412, "Cancelling");

        Exchange exchange = app.send("direct:two");

        assertThat(failureOf(exchange))
                .isInstanceOf(CoordinatorRefusedException.class)
                .hasMessageMatching(
                        "step 'second' cannot join saga http://localhost:\\d+/lra-coordinator/saga-\\d+: the coordinator answered 412:"
                                + " Cancelling");
        assertThat(((CoordinatorRefusedException) failureOf(exchange)).status()).isEqualTo(412);
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void aStockStartWhoseJoinFailsIsCancelled() {
        coordinator.becomeStock();
        coordinator.answer("join", 412, "no");

        assertThat(failureOf(app.send("direct:one"))).isInstanceOf(CoordinatorRefusedException.class);

        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
    }

    @Test
    void sendsTheReservedOptionsToTheCoordinatorAndNotToTheCompensation() {
        app.send("direct:described", Map.of("orderId", "4711 ü"));

        ScriptedCoordinator.Request start =
                coordinator.requests("POST", "/start").get(0);
        assertThat(start.header("Bactrian-Saga-Name")).isEqualTo("fulfil%20orders");
        assertThat(start.header("Bactrian-Business-Key")).isEqualTo("4711%20%C3%BC");
        assertThat(start.header("Bactrian-Order")).isEqualTo("strict");
        assertThat(start.header("Bactrian-Step")).isEqualTo("root");
        assertThat(start.header("Bactrian-Retry")).isEqualTo("initial=100ms,attempts=3");
        assertThat(start.header("Bactrian-Callback-Body")).isEqualTo("json");
        assertThat(start.header("Bactrian-Endpoints")).isEqualTo("compensation=direct%3A%2F%2Fundo");
        assertThat(start.header("Bactrian-Application")).isEqualTo("proof");
        assertThat(start.query()).contains("TimeLimit=60000");
    }

    @Test
    void bindsASagaToThisProcessUnlessItIsManual() {
        app.send("direct:one");
        app.send("direct:manual");

        assertThat(coordinator.requests("POST", "/start"))
                .extracting(ScriptedCoordinator.Request::query)
                .satisfiesExactly(
                        bound -> assertThat(bound)
                                .matches("ClientID=proof%2Flocalhost%3A" + app.port() + "%2F[0-9a-f-]{36}"),
                        unbound -> assertThat(unbound).isEqualTo("ClientID=proof"));
    }

    @Test
    void passesTheTraceOn() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        app.send("direct:two", Map.of("traceparent", trace));

        assertThat(coordinator.requests("POST", "/start").get(0).header("traceparent"))
                .isEqualTo(trace);
        assertThat(coordinator.requests("PUT", "/saga-[0-9]+").get(0).header("traceparent"))
                .isEqualTo(trace);
        assertThat(coordinator.requests("PUT", "/close").get(0).header("traceparent"))
                .isEqualTo(trace);
    }

    @Test
    @Differs(value = Difference.TRACE_IN_URL, on = On.OURS)
    void leavesTheTraceToTheCoordinator() {
        app.send("direct:two", Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(tokenOfTheFirstJoin()).contains("direct://").doesNotContain("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    @Differs(value = Difference.TRACE_IN_URL, on = On.STOCK)
    void putsTheTraceIntoTheCallbackUrlWhereTheCoordinatorWouldForgetIt() {
        meetStock(app);

        app.send("direct:two", Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(tokenOfTheFirstJoin()).contains("direct://").contains("0af7651916cd43dd8448eb211c80319c");
    }

    /** Who was ours before is a stock coordinator once it has started a saga without saying that it is ours. */
    private void meetStock(TestApplication one) {
        coordinator.becomeStock();
        assertThat(failureOf(one.send("direct:one"))).isNull();
        coordinator.forget();
        coordinator.becomeStock();
    }

    private String tokenOfTheFirstJoin() {
        String link = coordinator.requests("PUT", "/saga-[0-9]+").get(0).header("Link");
        String url = link.substring(link.indexOf('<') + 1, link.indexOf('>'));
        byte[] token = Base64.getUrlDecoder().decode(url.substring(url.lastIndexOf('/') + 1));
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    @Test
    void reportsStepsWithTheNextRequest() {
        app.send("direct:two");

        String joinReports = coordinator.requests("PUT", "/saga-[0-9]+").get(0).header("Bactrian-Steps");
        String closeReports = coordinator.requests("PUT", "/close").get(0).header("Bactrian-Steps");
        assertThat(joinReports).matches("\\[\\{\"participant\":\"p[0-9a-f]+\",\"state\":\"running\"}]");
        assertThat(closeReports)
                .matches("\\[\\{\"participant\":\"p[0-9a-f]+\",\"state\":\"done\"},"
                        + "\\{\"participant\":\"p[0-9a-f]+\",\"state\":\"done\"}]");
    }

    @Test
    void reportsAFailedStepWithItsReason() {
        app.send("direct:failing");

        assertThat(coordinator.requests("PUT", "/cancel").get(0).header("Bactrian-Steps"))
                .contains("\"state\":\"failed\",\"reason\":\"out of stock\"");
    }

    @Test
    void aDecisionOfAnotherExchangeTakesNoReportBack() {
        String saga = app.send("direct:undecided").getMessage().getHeader("Long-Running-Action", String.class);
        await().until(() -> !coordinator.requests("PUT", "/report").isEmpty());
        assertThat(coordinator.requests("PUT", "/report").get(0).body()).isEqualTo("{\"state\":\"done\"}");

        app.send("direct:deciding", Map.of("Long-Running-Action", saga));

        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/close").get(0).header("Bactrian-Steps"))
                .isNull();
    }

    @Test
    void aStepThatEndsAfterItsSagaWasDecidedReportsByItself() {
        app.send("direct:not-waiting");
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
        String saga = coordinator.url()
                + coordinator.requests("PUT", "/close").get(0).path().replace("/close", "");

        ended.release();
        await().until(() -> journal.entries().contains("ended late"));
        app.send("direct:deciding", Map.of("Long-Running-Action", saga));

        assertThat(coordinator.requests("PUT", "/close").get(1).header("Bactrian-Steps"))
                .isNull();
        await().until(() -> !coordinator.requests("PUT", "/report").isEmpty());
    }

    @Test
    @Differs(value = Difference.LOST_START, on = On.STOCK)
    void aSagaWhoseStartGotNoAnswerIsLeftToItsTimeLimitOnAStockCoordinator() {
        meetStock(hasty);
        for (int i = 0; i < 5; i++) {
            coordinator.hang("start");
        }

        assertThat(failureOf(hasty.send("direct:one"))).isInstanceOf(CoordinatorUnreachableException.class);

        assertThat(service(hasty).unansweredDecisions()).isZero();
        assertThat(coordinator.requests("PUT", "/cancel")).isEmpty();
    }

    @Test
    @Differs(value = Difference.OPTIONS_OVER_6000, on = On.OURS)
    void storesOptionsThatAreTooLargeForAUrlBeforeTheActionBegins() {
        String large = "x".repeat(60_000);

        app.send("direct:large", Map.of("large", large));

        assertThat(coordinator.requests())
                .extracting(request -> request.path().replaceAll(".*/", ""))
                .containsSubsequence("start", "report", "close");
        assertThat(coordinator.requests("PUT", "/report").get(0).body())
                .contains("\"bactrian.options\":{\"large\":\"xxx");
        assertThat(coordinator.requests("POST", "/start").get(0).header("Link").length())
                .isLessThan(2_500);
    }

    @Test
    @Differs(value = Difference.OPTIONS_OVER_6000, on = On.STOCK)
    void refusesOptionsThatAStockCoordinatorCannotCarry() {
        coordinator.becomeStock();

        Exchange exchange = app.send("direct:large", Map.of("large", "x".repeat(5_000)));

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "the options of saga step 'large' make a callback URL of \\d+ characters, on this coordinator it can have"
                                + " 6000: keep the data in a table and make its key the option, or use Bactrian's coordinator");
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
    }

    @Test
    void refusesAMisspeltReservedOptionWhenTheRouteStarts() {
        assertThatThrownBy(() -> app.camel().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:misspelt")
                                .saga()
                                .option("bactrian.buisnessKey", constant("1"))
                                .log("never");
                    }
                }))
                .hasRootCauseMessage(
                        "saga option 'bactrian.buisnessKey' is not known: options that start with bactrian. must be"
                                + " one of bactrian.name, bactrian.businessKey, bactrian.step, bactrian.order, bactrian.retry");
    }

    @Test
    void refusesAResultOutsideOfAStep() {
        assertThat(failureOf(app.send("direct:no-step", Map.of("found", "1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "bactrian:result needs a saga step: this exchange has begun none with a compensation or completion"
                                + " in a saga() of this application");
    }

    @Test
    @Differs(value = Difference.RESULTS_OVER_6000, on = On.OURS)
    void storesResultsOfAnySizeWithTheCoordinatorBeforeTheRouteGoesOn() {
        Exchange exchange = app.send("direct:no-value", Map.of("found", "x".repeat(60_000)));

        assertThat(failureOf(exchange)).isNull();
        assertThat(coordinator.requests("PUT", "/report")).first().satisfies(report -> assertThat(report.body())
                .hasSizeGreaterThan(60_000));
    }

    @Test
    @Differs(value = Difference.RESULTS_OVER_6000, on = On.STOCK)
    void refusesResultsThatAStockCoordinatorCannotCarry() {
        coordinator.becomeStock();

        Exchange exchange = app.send("direct:no-value", Map.of("found", "x".repeat(6_000)));

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the results of saga step 'no-value' take 6012 characters, on this coordinator they can take"
                                + " 6000");
    }

    @Test
    void refusesAResultThatIsNotThere() {
        assertThat(failureOf(app.send("direct:no-value")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bactrian:result of step 'no-value': there is neither a variable nor a header 'found'");
    }

    @Test
    void acceptsTheNameTheCoordinatorGivesItself() {
        coordinator.callItself("http://coordinator.example:8070");

        Exchange exchange = app.send("direct:two");

        assertThat(failureOf(exchange)).isNull();
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    private static BactrianSagaService service(TestApplication one) {
        return one.bean(BactrianSagaService.class);
    }

    private static CoordinatorClient client(String url) {
        return new CoordinatorClient(
                new CoordinatorAddress(url, "/lra-coordinator", List.of()),
                new ClientSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO),
                Clock.systemUTC(),
                Pause.sleeping());
    }

    private final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:undo").log("undo");
            from("direct:done").log("done");

            from("direct:one").routeId("one")
                .saga().compensation("direct:undo").completion("direct:done")
                .process(journal.note("work"));

            from("direct:two").routeId("two")
                .saga().compensation("direct:undo")
                .to("direct:second");
            from("direct:second").routeId("second")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .process(journal.note("second"));

            from("direct:persistent").routeId("persistent")
                .saga().compensation("direct:undo")
                .to("direct:persistent-step");
            from("direct:persistent-step").routeId("persistent-step")
                .onException(CoordinatorException.class).maximumRedeliveries(5).redeliveryDelay(1).end()
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .process(journal.note("step"));

            from("direct:redelivering").routeId("redelivering")
                .onException(SagaOutcomeUnknownException.class).maximumRedeliveries(3).redeliveryDelay(1)
                    .handled(true).setBody(constant("not known yet")).end()
                .saga().compensation("direct:undo")
                .process(journal.note("work"));

            from("direct:catching").routeId("catching")
                .doTry()
                    .to("direct:closing")
                .doCatch(SagaOutcomeUnknownException.class)
                    .setBody(constant("not known yet"))
                .end()
                .process(journal.note("after the doTry"))
                .setBody(simple("${body}, ask later"));

            from("direct:looping").routeId("looping")
                .loop(2)
                    .to("direct:catching")
                .end();

            from("direct:closing").routeId("closing")
                .saga().compensation("direct:undo")
                .process(journal.note("work"));

            from("direct:around").routeId("around")
                .saga().compensation("direct:undo")
                .setProperty("around", header(Exchange.SAGA_LONG_RUNNING_ACTION))
                .doTry()
                    .to("direct:apart")
                .doCatch(SagaOutcomeUnknownException.class)
                .end()
                .to("direct:second");
            from("direct:apart").routeId("apart")
                .saga().propagation(SagaPropagation.REQUIRES_NEW).compensation("direct:undo")
                .process(journal.note("work"));

            from("direct:after-manual").routeId("after-manual")
                .doTry()
                    .to("direct:manual-failing")
                .doCatch(IllegalStateException.class)
                .end()
                .to("direct:one");
            from("direct:manual-failing").routeId("manual-failing")
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo")
                .throwException(new IllegalStateException("out of stock"));

            from("direct:broken").routeId("broken")
                .saga().compensation("direct:undo").option("k", new ExpressionAdapter() {
                    @Override
                    public Object evaluate(Exchange exchange) {
                        throw new NoSuchMethodError("of a library that does not fit");
                    }
                })
                .process(journal.note("work"));

            from("direct:failing").routeId("failing")
                .saga().compensation("direct:undo")
                .throwException(new IllegalStateException("out of stock"));

            from("direct:described").routeId("described")
                .saga().timeout(Duration.ofMinutes(1)).compensation("direct:undo")
                    .option("bactrian.name", constant("fulfil orders"))
                    .option("bactrian.businessKey", header("orderId"))
                    .option("bactrian.order", constant("strict"))
                    .option("bactrian.step", constant("root"))
                    .option("bactrian.retry", constant("initial=100ms,attempts=3"))
                .log("described");

            from("direct:manual").routeId("manual")
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo")
                .to("saga:complete");

            from("direct:undecided").routeId("undecided")
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo")
                .process(journal.note("work"));
            from("direct:deciding").to("saga:complete");

            from("direct:not-waiting").routeId("not-waiting")
                .saga().compensation("direct:undo")
                .wireTap("direct:late")
                .process(exchange -> begun.acquire());
            from("direct:late").to("direct:late-step").process(journal.note("ended late"));
            from("direct:late-step").routeId("late-step")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .process(exchange -> begun.release())
                .process(exchange -> ended.acquire());

            from("direct:large").routeId("large")
                .saga().compensation("direct:undo").option("large", header("large"))
                .process(journal.note("large"));

            from("direct:no-step").to("bactrian:result?names=found");
            from("direct:no-value").routeId("no-value")
                .saga().compensation("direct:undo")
                .to("bactrian:result?names=found");
        }
        // spotless:on
    }
}
