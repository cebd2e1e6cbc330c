package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.callback.RegisteredEndpoints;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Decision;
import io.bactrian.starter.client.Pause;
import io.bactrian.starter.protocol.CoordinatorAddress;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.saga.Differs.On;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTest {

    /** No test waits so long: the coordinator answers, on a busy machine not at once. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final CoordinatorClient client = client(Clock.systemUTC(), Pause.sleeping());
    private final Presence presence = presence(client, LONG);

    private CoordinatorClient client(Clock clock, Pause pause) {
        return new CoordinatorClient(
                new CoordinatorAddress(coordinator.url(), "/lra-coordinator", List.of()),
                new ClientSettings(LONG, LONG, LONG),
                clock,
                pause);
    }

    private static Presence presence(CoordinatorClient client, Duration patience) {
        return new Presence(client, "shop/eu", "localhost:8080", "http://localhost:8080/lra-participant", patience);
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void announcesBeforeTheFirstSagaAndOnlyOnceThen() {
        presence.ensureAnnounced();
        presence.ensureAnnounced();

        assertThat(coordinator.requests()).singleElement().satisfies(announce -> {
            assertThat(announce.method()).isEqualTo("PUT");
            assertThat(announce.path()).isEqualTo("/lra-coordinator/instances/shop_eu/localhost:8080");
            assertThat(presence.boundClientId())
                    .isEqualTo("shop_eu/localhost:8080/" + announce.header("Bactrian-Incarnation"));
            assertThat(announce.header("Bactrian-Callback-Base")).isEqualTo("http://localhost:8080/lra-participant");
        });
    }

    @Test
    void startsNoSagaWhileTheCoordinatorDoesNotKnowTheProcess() {
        for (int i = 0; i < 9; i++) {
            coordinator.answer("instances", 503, "down");
        }

        // the last try has a time of its own for its answer, however long the others took
        PausedClock clock = new PausedClock();
        Presence impatient = presence(client(clock, clock), Duration.ofMillis(1500));

        assertThatThrownBy(impatient::ensureAnnounced)
                .isInstanceOf(CoordinatorException.class)
                .hasMessage("cannot announce instance shop_eu/localhost:8080: the coordinator answered 503: down");
    }

    @Test
    void beatsOnWhateverTheAnswer() {
        coordinator.answer("instances", 503, "down");
        coordinator.hangUp("instances");

        presence.beat();
        presence.beat();
        presence.beat();

        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(3);
    }

    @Test
    @Differs(value = Difference.KILLED_APPLICATION, on = On.STOCK)
    void givesUpWhereACoordinatorKnowsNoInstances() {
        coordinator.becomeStock();

        presence.beat();
        presence.beat();
        presence.ensureAnnounced();
        presence.sayGoodbye();

        assertThat(coordinator.requests()).hasSize(1);
    }

    @Test
    void asksNowAndThenWhetherInstancesAreKnownByNow() {
        coordinator.becomeStock();
        presence.beat();
        coordinator.becomeOurs();

        for (int i = 0; i < 12; i++) {
            presence.beat();
        }
        presence.sayGoodbye();

        assertThat(coordinator.requests("DELETE", "/instances/.*")).hasSize(1);
    }

    @Test
    void announcesWhenTheFirstAnswerWasAProxys() {
        coordinator.becomeStock();
        coordinator.answer("instances", 404, "no such page");
        presence.ensureAnnounced();
        coordinator.becomeOurs();

        presence.beat();
        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(1);
        client.ping();
        presence.ensureAnnounced();

        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(2);
        presence.sayGoodbye();
        assertThat(coordinator.requests("DELETE", "/instances/.*")).hasSize(1);
    }

    @Test
    void startsSagasBehindAGatewayThatKnowsNoInstances() {
        coordinator.becomeStock();
        coordinator.answer("instances", 404, "no such page");
        presence.ensureAnnounced();
        coordinator.becomeOurs();
        client.ping();
        coordinator.becomeStock();
        coordinator.answer("instances", 404, "no such page");

        presence.ensureAnnounced();

        coordinator.becomeOurs();
        presence.beat();
        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(3);
        presence.sayGoodbye();
        assertThat(coordinator.requests("DELETE", "/instances/.*")).hasSize(1);
    }

    @Test
    void startsTheFirstSagaBehindAGatewayThatKnowsNoInstances() {
        client.ping();
        coordinator.becomeStock();
        coordinator.answer("instances", 404, "no such page");

        presence.ensureAnnounced();

        coordinator.becomeOurs();
        presence.ensureAnnounced();
        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(2);
    }

    @Test
    void bindsNoSagaToANameThatAnotherProcessHasTaken() {
        presence.ensureAnnounced();
        coordinator.answer("instances", 409, "another process");

        presence.beat();
        String whileTaken = presence.boundClientId();
        presence.beat();

        assertThat(whileTaken).isEqualTo("shop_eu");
        assertThat(presence.boundClientId()).startsWith("shop_eu/localhost:8080/");
    }

    @Test
    void aDeadConnectionDoesNotUseUpTheTimeThatTheCoordinatorWaits() {
        CoordinatorClient patient = new CoordinatorClient(
                new CoordinatorAddress(coordinator.url(), "/lra-coordinator", List.of()),
                new ClientSettings(LONG, Duration.ofDays(1), LONG),
                Clock.systemUTC(),
                Pause.sleeping());
        Presence living = presence(patient, LONG);
        coordinator.hang("instances");

        CompletableFuture<Void> beats = CompletableFuture.runAsync(() -> {
            living.beat();
            living.beat();
        });

        assertThat(beats).succeedsWithin(Duration.ofSeconds(60));
        assertThat(coordinator.requests("PUT", "/instances/.*")).hasSize(2);
    }

    @Test
    void triesWhatIsUndecidedOnceMoreBeforeItSaysGoodbye() throws Exception {
        ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch ended = new CountDownLatch(1);
        never.execute(() -> await().until(() -> ended.getCount() == 0));
        LateDecisions late = new LateDecisions(client, never, Clock.systemUTC());
        SagaLife life = new SagaLife(
                presence,
                late,
                new CoordinatorCheck(client, true),
                new DeployGuard(client, new RegisteredEndpoints(), "shop", SagaSettings.OnMissingEndpoint.OFF, LONG),
                never,
                never);
        life.start();
        presence.ensureAnnounced();
        late.repeat(LraId.parse(coordinator.url() + "/lra-coordinator/one"), Decision.CLOSE);
        late.repeat(LraId.parse(coordinator.url() + "/lra-coordinator/two"), Decision.CANCEL);

        life.stop();
        ended.countDown();
        never.shutdownNow();

        assertThat(late.pending()).isZero();
        assertThat(coordinator.requests())
                .extracting(request -> request.method() + request.path().replaceAll(".*/(one|two|instances)", " $1"))
                .last()
                .asString()
                .startsWith("DELETE instances");
        assertThat(coordinator.requests("PUT", "/one/close")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/two/cancel")).hasSize(1);
    }

    @Test
    void beatsFromTheStartOfTheApplicationAndSaysGoodbyeWhenItsExchangesHaveEnded() throws Exception {
        Semaphore working = new Semaphore(0);
        Semaphore go = new Semaphore(0);
        RouteBuilder routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:undo").log("undo");
                from("direct:work").saga().compensation("direct:undo").process(exchange -> {
                    working.release();
                    go.tryAcquire(60, TimeUnit.SECONDS);
                });
            }
        };
        TestApplication app = TestApplication.start(
                coordinator.url(),
                routes,
                "bactrian.client.connect-timeout=20s",
                "bactrian.client.read-timeout=20s",
                "bactrian.client.give-up-after=40s");
        await().untilAsserted(() ->
                assertThat(coordinator.requests("PUT", "/instances/.*")).isNotEmpty());
        CompletableFuture<?> exchange = CompletableFuture.runAsync(() -> app.send("direct:work"));
        working.acquire();

        CompletableFuture<?> closing = CompletableFuture.runAsync(app::close);
        go.release();
        closing.get(60, TimeUnit.SECONDS);
        exchange.get(60, TimeUnit.SECONDS);

        List<String> all = coordinator.requests().stream()
                .map(request ->
                        request.method() + " " + request.path().replaceAll(".*/(instances|start|close).*", "$1"))
                .filter(line -> !line.matches("(PUT|GET) instances"))
                .toList();
        assertThat(all).containsExactly("POST start", "PUT close", "DELETE instances");
    }
}
