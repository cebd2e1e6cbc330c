package io.bactrian.starter.kafka;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.starter.callback.CompensationImpossibleException;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.CallbacksNotPossibleException;
import io.bactrian.starter.saga.Difference;
import io.bactrian.starter.saga.Differs;
import io.bactrian.starter.saga.Differs.On;
import io.bactrian.starter.saga.Journal;
import io.bactrian.starter.saga.ScriptedCoordinator;
import io.bactrian.starter.saga.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** What an application makes of the records that a coordinator, or somebody who pretends to be one, writes to its topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaCallbacksIT {

    private static final String TOPIC = "bactrian.callbacks.proof";
    private static final String DEAD = TOPIC + ".DLT";
    private static final String REPLIES = "bactrian.replies";
    private static final int THREADS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // of its own: the other one has a coordinator that answers to what comes on the reply topic
    private final LocalBroker broker = LocalBroker.startNew();
    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final Journal journal = new Journal();
    private final Map<String, Object> seen = new ConcurrentHashMap<>();
    private final Semaphore go = new Semaphore(0);
    private TestApplication app;
    private Wire wire;

    @BeforeAll
    void start() {
        app = start(coordinator.url());
        await().atMost(PATIENCE).until(() -> Boolean.TRUE.equals(details().get("listening")));
        wire = new Wire(broker.bootstrapServers(), REPLIES, DEAD);
    }

    private TestApplication start(String coordinatorUrl, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "bactrian.callbacks=kafka",
                "bactrian.callbacks.threads=" + THREADS,
                "bactrian.callbacks.answer-within=300ms",
                "camel.component.kafka.brokers=" + broker.bootstrapServers(),
                "camel.lra.local-participant-url=",
                "spring.main.web-application-type=none"));
        all.addAll(List.of(properties));
        return TestApplication.start(coordinatorUrl, new Routes(), all.toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        app.close();
        wire.close();
        coordinator.close();
        broker.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        journal.clear();
        seen.clear();
        go.drainPermits();
    }

    @Test
    void joinsWithLinksToItsTopicAndListensAtNoPort() {
        begin("plain", "4711");

        String link = coordinator.requests("POST", "/start").get(0).header("Link");
        assertThat(link)
                .matches("<kafka:bactrian\\.callbacks\\.proof\\?id=([A-Za-z0-9_-]+)>; rel=\"compensate\";"
                        + " type=\"text/plain\",<kafka:bactrian\\.callbacks\\.proof\\?id=\\1>; rel=\"complete\";"
                        + " type=\"text/plain\"");
        assertThatThrownBy(() -> new Socket("localhost", app.port()).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void showsInTheHealthCheckHowItStands() {
        Health health =
                app.bean("bactrianHealthIndicator", HealthIndicator.class).health();

        assertThat(health.getDetails())
                .extractingByKey("callbacks", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("transport", "kafka")
                .containsEntry("topic", TOPIC)
                .containsEntry("listening", true)
                .extractingByKey("commands", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys("answered", "repeated", "refused", "unusable");
    }

    @Test
    void createsItsTopics() throws Exception {
        try (var admin = wire.admin()) {
            var topics =
                    admin.describeTopics(List.of(TOPIC, DEAD)).allTopicNames().get();

            assertThat(topics.get(TOPIC).partitions()).hasSize(6);
            assertThat(topics.get(DEAD).partitions()).hasSize(1);
        }
    }

    @Test
    @Differs(value = Difference.CALLBACKS_OVER_KAFKA, on = On.OURS)
    void compensatesAndAnswersWhereTheCommandSays() {
        Begun begun = begin("plain", "4711");

        String token = compensate(begun);
        Wire.Seen answer = wire.awaitAnswer(token, "Compensated");

        assertThat(answer.topic()).isEqualTo(REPLIES);
        assertThat(answer.key()).isEqualTo(begun.uid());
        assertThat(answer.headers())
                .containsEntry("Long-Running-Action", begun.saga())
                .containsEntry("Bactrian-Participant", begun.participant())
                .containsEntry("Bactrian-Command", "compensate")
                .containsEntry("Bactrian-Attempt", "1")
                .doesNotContainKey("Bactrian-Retry-After");
        assertThat(journal.entries()).containsExactly("undo 4711");
    }

    @Test
    void completesToo() {
        Begun begun = begin("plain", "4711");

        String token = wire.command(TOPIC, "complete", begun.saga(), begun.recovery(), REPLIES);

        wire.awaitAnswer(token, "Completed");
        assertThat(journal.entries()).containsExactly("done 4711");
    }

    @Test
    void givesTheRouteOptionsResultsAndSagaAndNothingElseOfTheRecord() {
        Begun begun = begin("plain", "4711");

        String token = wire.command(
                TOPIC,
                null,
                "compensate",
                begun.saga(),
                begun.recovery(),
                REPLIES,
                "{\"data\":null,\"results\":{\"paymentId\":\"P-1\"}}",
                Map.of(
                        "CamelHttpUri",
                        "http://evil.example/",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(wire.awaitAnswer(token, "Compensated").header("traceparent"))
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(seen)
                .containsOnlyKeys(
                        "orderId",
                        "paymentId",
                        "Long-Running-Action",
                        "Long-Running-Action-Recovery",
                        "Bactrian-Attempt",
                        "traceparent")
                .containsEntry("orderId", "4711")
                .containsEntry("paymentId", "P-1")
                .containsEntry("Bactrian-Attempt", "1");
    }

    @Test
    void aSlowCompensationIsAnnouncedAndHoldsUpNobodyInItsPartition() throws Exception {
        Begun slow = begin("slow", "1");
        Begun quick = begin("plain", "2");

        String slowToken = compensate(slow, 0);
        Wire.Seen announced = wire.awaitAnswer(slowToken, "Compensating");
        String quickToken = compensate(quick, 0);
        wire.awaitAnswer(quickToken, "Compensated");

        assertThat(announced.header("Bactrian-Retry-After")).isEqualTo("6");
        assertThat(wire.statuses(slowToken)).containsExactly("Compensating");
        go.release();
        wire.awaitAnswer(slowToken, "Compensated");
        assertThat(wire.statuses(slowToken)).containsExactly("Compensating", "Compensated");
    }

    @Test
    void aCommandThatIsRepeatedMeanwhileRunsOnceAndBothAreAnswered() {
        Begun slow = begin("slow", "1");

        String first = compensate(slow);
        wire.awaitAnswer(first, "Compensating");
        String second = compensate(slow);
        wire.awaitAnswer(second, "Compensating");
        go.release();

        wire.awaitAnswer(first, "Compensated");
        wire.awaitAnswer(second, "Compensated");
        assertThat(journal.of("undo-slow")).hasSize(1);
    }

    @Test
    void saysWhatWentWrongAndRunsAgainWhenAsked() {
        Begun begun = begin("twice", "4711");

        Wire.Seen failed = wire.awaitAnswer(compensate(begun), "Failed");

        assertThat(failed.value())
                .contains("cannot compensate step 'twice' of saga " + begun.saga())
                .contains("not now");
        wire.awaitAnswer(compensate(begun), "Compensated");
        assertThat(journal.entries()).containsExactly("undo-twice", "undo-twice");
    }

    @Test
    void saysWhenItCanNeverSucceed() {
        wire.awaitAnswer(compensate(begin("hopeless", "4711")), "FailedToCompensate");
    }

    @Test
    void waitsForACoordinatorThatCannotBeAsked() {
        Begun begun = begin("plain", "4711");
        coordinator.answer("links", 503, "down");

        wire.awaitAnswer(compensate(begun), "Compensated");

        assertThat(coordinator.requests("GET", "/recovery/.*")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Active", "Completing"})
    void refusesAndCountsACommandThatIsNotTheCoordinators(String status) {
        Begun begun = begin("plain", "4711");
        coordinator.participantsAre(status);
        long refused = count("refused");
        double forged = metered("forged");

        String token = compensate(begun);
        Wire.Seen letter = awaitDeadLetter(token);

        assertThat(letter.header("Bactrian-Reason"))
                .startsWith("refused: the coordinator at " + coordinator.url()
                        + "/lra-coordinator does not ask participant " + begun.recovery() + " to compensate now, it is "
                        + status + " (" + TOPIC + "-");
        assertThat(count("refused")).isEqualTo(refused + 1);
        assertThat(metered("forged")).isEqualTo(forged + 1);
        assertThat(wire.answers(token)).isEmpty();
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void refusesACommandUnderTheNameOfAnotherSaga() {
        Begun begun = begin("joined", "4711");
        Begun other = begin("plain", "4712");

        String token = wire.command(TOPIC, "compensate", other.saga(), begun.recovery(), REPLIES);

        assertThat(awaitDeadLetter(token).header("Bactrian-Reason"))
                .contains("the header Long-Running-Action-Recovery must name a participant of " + other.saga());
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void leavesACommandThatWasCarriedOutBefore() {
        Begun begun = begin("plain", "4711");
        long repeated = count("repeated");
        double meteredAsRepeated = metered("repeated");
        coordinator.participantsAre("Compensated");

        String token = compensate(begun, 1);

        await().atMost(PATIENCE).until(() -> count("repeated") == repeated + 1);
        assertThat(metered("repeated")).isEqualTo(meteredAsRepeated + 1);
        assertThat(wire.answers(token)).isEmpty();
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void putsAsideWhatCannotBeUsedAndGoesOn() {
        Begun begun = begin("plain", "4711");
        long unusable = count("unusable");
        double unreadable = metered("unreadable");
        double done = metered("done");

        wire.send(TOPIC, 0, "poison", "no headers at all", Map.of("test", "bare"));
        String after = wire.command(TOPIC, 0, "after", begun.saga(), begun.recovery(), REPLIES, null, Map.of());
        String nobodys =
                wire.command(TOPIC, 0, "compensate", begun.saga(), recoveryOf(begun, "p0"), REPLIES, null, Map.of());
        String good = compensate(begun, 0);

        wire.awaitAnswer(good, "Compensated");
        assertThat(awaitDeadLetter("test", "bare").header("Bactrian-Reason"))
                .startsWith("it has no header Bactrian-Command (" + TOPIC + "-0@");
        assertThat(awaitDeadLetter(after).header("Bactrian-Reason"))
                .startsWith("its Bactrian-Command must be compensate or complete, was after");
        assertThat(awaitDeadLetter(nobodys).header("Bactrian-Reason")).contains("knows no participant");
        assertThat(wire.of(DEAD)).anyMatch(letter -> "no headers at all".equals(letter.value()));
        assertThat(count("unusable")).isEqualTo(unusable + 2);
        assertThat(metered("unreadable")).isEqualTo(unreadable + 2);
        assertThat(metered("done")).isEqualTo(done + 1);
    }

    @Test
    void answersACommandForAStepThatItHasNotMade() {
        Begun foreign = new Begun(
                coordinator.url() + "/lra-coordinator/foreign",
                coordinator.url() + "/lra-coordinator"
                        + coordinator.enlist("foreign", "<kafka:other.application?id=x>; rel=\"compensate\""));
        double metered = metered("foreign");

        String token = compensate(foreign);

        assertThat(wire.awaitAnswer(token, "Failed").value())
                .isEqualTo(
                        "{\"detail\":\"this application cannot use the command; its log and its dead letters say why\"}");
        assertThat(awaitDeadLetter(token).header("Bactrian-Reason")).contains("has no link to this application");
        assertThat(metered("foreign")).isEqualTo(metered + 1);
    }

    @Test
    void hasNoMoreUnderWayThanItCanRunSoon() {
        int most = THREADS * 4;
        List<Begun> all = IntStream.range(0, most + 4)
                .mapToObj(i -> begin("slow", "" + i))
                .toList();

        List<String> tokens = all.stream().map(this::compensate).toList();
        await().atMost(PATIENCE)
                .until(() -> tokens.stream()
                                .filter(token -> !wire.statuses(token).isEmpty())
                                .count()
                        >= most);
        long begun =
                tokens.stream().filter(token -> !wire.statuses(token).isEmpty()).count();
        go.release(tokens.size());

        assertThat(begun).isLessThan(most + THREADS);
        tokens.forEach(token -> wire.awaitAnswer(token, "Compensated"));
    }

    @Test
    void commitsWhatItHasAnswered() throws Exception {
        Begun begun = begin("plain", "4711");
        String token = compensate(begun, 5);
        wire.awaitAnswer(token, "Compensated");

        await().atMost(PATIENCE).until(() -> wire.committed(TOPIC, TOPIC, 5) > 0);
    }

    @Test
    void answersOnceTheBrokerIsBack() {
        Begun begun = begin("slow", "4711");
        String token = compensate(begun);
        wire.awaitAnswer(token, "Compensating");

        broker.stop();
        go.release();
        await().atMost(PATIENCE).until(() -> journal.entries().contains("undone-slow"));
        broker.start();

        wire.awaitAnswer(token, "Compensated");
        assertThat(journal.of("undo-slow")).hasSize(1);
    }

    @Test
    @Differs(value = Difference.CALLBACKS_OVER_KAFKA, on = On.STOCK)
    void doesNotStartOnACoordinatorThatCallsOverHttpOnly() {
        try (ScriptedCoordinator stock = new ScriptedCoordinator()) {
            stock.becomeStock();

            assertThatThrownBy(() -> start(stock.url()))
                    .rootCause()
                    .isInstanceOf(CallbacksNotPossibleException.class)
                    .hasMessage("bactrian.callbacks=kafka needs Bactrian's coordinator, and the one at " + stock.url()
                            + "/lra-coordinator is another, which calls participants over HTTP only: set"
                            + " bactrian.callbacks=http and camel.lra.local-participant-url, or let"
                            + " camel.lra.coordinator-url name Bactrian's");
        }
    }

    @Test
    void beginsNoStepOnACoordinatorThatTurnsOutToCallOverHttpOnly() {
        try (ScriptedCoordinator late = new ScriptedCoordinator()) {
            late.becomeStock();
            late.goAway();
            try (TestApplication starting = start(late.url(), "bactrian.client.give-up-after=5s")) {
                late.comeBack();

                assertThat(failureOf(starting.send("direct:plain"))).isInstanceOf(CallbacksNotPossibleException.class);
                assertThat(late.requests("POST", "/start")).isEmpty();
            }
        }
    }

    private String compensate(Begun begun) {
        return compensate(begun, null);
    }

    private String compensate(Begun begun, Integer partition) {
        return wire.command(
                TOPIC,
                partition,
                "compensate",
                begun.saga(),
                begun.recovery(),
                REPLIES,
                "{\"data\":null,\"results\":null}",
                Map.of());
    }

    private Wire.Seen awaitDeadLetter(String token) {
        return awaitDeadLetter("Bactrian-Reply-Token", token);
    }

    private Wire.Seen awaitDeadLetter(String header, String value) {
        await("dead letter").atMost(PATIENCE).until(() -> wire.of(DEAD).stream()
                .anyMatch(letter -> value.equals(letter.header(header))));
        return wire.of(DEAD).stream()
                .filter(letter -> value.equals(letter.header(header)))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Object> details() {
        return app.bean(BactrianSagaService.class).callbacks();
    }

    private long count(String what) {
        return (Long) ((Map<?, ?>) details().get("commands")).get(what);
    }

    private double metered(String result) {
        return app.bean(MeterRegistry.class)
                .get("bactrian.callbacks.commands")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private static String recoveryOf(Begun begun, String participant) {
        return begun.recovery().substring(0, begun.recovery().lastIndexOf('/') + 1) + participant;
    }

    /** A step as its coordinator knows it. */
    private record Begun(String saga, String recovery) {

        String uid() {
            return saga.substring(saga.lastIndexOf('/') + 1);
        }

        String participant() {
            return recovery.substring(recovery.lastIndexOf('/') + 1);
        }
    }

    private Begun begin(String route, String orderId) {
        String saga = app.send("direct:" + route, Map.of("orderId", orderId))
                .getMessage()
                .getHeader("seenSaga", String.class);
        String links = coordinator.requests().stream()
                .filter(request -> request.header("Link") != null)
                .reduce((first, second) -> second)
                .orElseThrow()
                .header("Link");
        String uid = saga.substring(saga.lastIndexOf('/') + 1);
        return new Begun(
                saga,
                coordinator.url() + "/lra-coordinator/recovery/" + uid + "/p"
                        + Integer.toHexString(
                                links.substring(0, links.indexOf('>')).hashCode()));
    }

    private final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            saga("plain", "direct:undo");
            from("direct:undo")
                .process(exchange -> seen.putAll(exchange.getIn().getHeaders()))
                .process(journal.note("undo", "orderId"));
            from("direct:done").process(journal.note("done", "orderId"));

            from("direct:joined").routeId("joined")
                .saga()
                .setHeader("seenSaga", header("Long-Running-Action"))
                .to("direct:inner");
            from("direct:inner").routeId("inner")
                .saga().compensation("direct:undo")
                .log("joined");

            saga("twice", "direct:undo-twice");
            from("direct:undo-twice").process(exchange -> {
                journal.add("undo-twice");
                if (journal.entries().size() < 2) {
                    throw new IllegalStateException("not now");
                }
            });

            saga("hopeless", "direct:undo-hopeless");
            from("direct:undo-hopeless").throwException(new CompensationImpossibleException("it has left the house"));

            saga("slow", "direct:undo-slow");
            from("direct:undo-slow")
                .process(journal.note("undo-slow"))
                .process(exchange -> go.tryAcquire(60, TimeUnit.SECONDS))
                .process(journal.note("undone-slow"));
        }
        // spotless:on

        private void saga(String name, String compensation) {
            from("direct:" + name)
                    .routeId(name)
                    .saga()
                    .compensation(compensation)
                    .completion("direct:done")
                    .option("orderId", header("orderId"))
                    .setHeader("seenSaga", header("Long-Running-Action"));
        }
    }
}
