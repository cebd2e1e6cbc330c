package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.saga.CallKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedCoordinatorTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static EmbeddedCoordinator coordinator;

    private final ScriptedParticipant stock = ScriptedParticipant.start("stock");
    private final ScriptedParticipant payment = ScriptedParticipant.start("payment");

    @BeforeAll
    static void start() {
        coordinator = EmbeddedCoordinator.start();
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    @AfterEach
    void stopParticipants() {
        stock.close();
        payment.close();
    }

    @Test
    void compensatesInReverseOrder() {
        String saga = saga("");
        stock.join(saga);
        payment.join(saga, "Bactrian-Step", "charge-payment");

        assertThat(put(saga + "/cancel")).isEqualTo("200 Cancelled");

        assertThat(ScriptedParticipant.inOrder(stock, payment))
                .filteredOn(call -> call.kind() == CallKind.COMPENSATE)
                .extracting(Call::toString)
                .containsExactly("payment COMPENSATE", "stock COMPENSATE");
        assertThat(stock.calls(CallKind.AFTER)).extracting(Call::body).containsExactly("Cancelled");
        assertThat(coordinator.status(saga)).isEqualTo("Cancelled");
    }

    @Test
    void aDeadlinePassesWhenTheClockIsTurned() {
        String saga = saga("?TimeLimit=60000");
        stock.join(saga);
        coordinator.settle();
        assertThat(coordinator.status(saga)).isEqualTo("Active");

        coordinator.advance(Duration.ofMinutes(1));

        assertThat(coordinator.status(saga)).as(coordinator.timelines()).isEqualTo("Cancelled");
        assertThat(stock.calls(CallKind.COMPENSATE)).hasSize(1);
    }

    @Test
    void followsTheScriptAndTheRetriesFollowTheClock() {
        String saga = saga("");
        payment.on(CallKind.COMPENSATE).answer(500, "database is down").hangUp().answer(202);
        String recoveryUrl = payment.join(saga, "Narayana-LRA-Participant-Data", "payment-17");

        CompletableFuture<String> cancelled = CompletableFuture.supplyAsync(() -> put(saga + "/cancel"));
        await().atMost(Duration.ofSeconds(60)).until(() -> payment.calls().size() == 1);
        coordinator.settle();
        assertThat(payment.calls()).hasSize(1);
        for (int i = 0; i < 3; i++) {
            coordinator.advance(Duration.ofSeconds(10));
        }

        assertThat(cancelled).succeedsWithin(Duration.ofSeconds(60)).asString().startsWith("200 ");
        assertThat(coordinator.status(saga)).as(coordinator.timeline(saga)).isEqualTo("Cancelled");
        assertThat(payment.calls(CallKind.COMPENSATE))
                .hasSize(4)
                .allSatisfy(call -> {
                    assertThat(call.recoveryUrl()).isEqualTo(recoveryUrl);
                    assertThat(call.lraId()).isEqualTo(saga);
                    assertThat(call.data()).isEqualTo("payment-17");
                })
                .extracting(call -> call.header("bactrian-attempt"))
                .containsExactly("1", "2", "3", "4");
        assertThat(coordinator.timeline(saga))
                .contains(
                        "STARTED",
                        "JOINED #1",
                        "ATTEMPT_FAILED #1: COMPENSATE attempt 1: it answered 500: database is down",
                        "ENDED: Cancelled");
    }

    @Test
    void aSlowParticipantAnswersWhenItsLatchOpens() {
        String saga = saga("");
        CountDownLatch latch = new CountDownLatch(1);
        stock.on(CallKind.COMPLETE).answerAfter(latch, 200);
        stock.join(saga);

        CompletableFuture<String> closed = CompletableFuture.supplyAsync(() -> put(saga + "/close"));
        await().atMost(Duration.ofSeconds(60)).until(() -> stock.calls().size() == 1);
        assertThat(coordinator.status(saga)).isEqualTo("Closing");
        latch.countDown();

        // the coordinator lets the caller wait some seconds for the end
        assertThat(closed).succeedsWithin(Duration.ofSeconds(60)).asString().startsWith("200 Clos");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(coordinator.status(saga)).isEqualTo("Closed"));
    }

    @Test
    void aRestartKeepsTheLedgerAndRepeatsOnlyWhatWasUnderWay() {
        try (EmbeddedCoordinator restarted = EmbeddedCoordinator.start()) {
            String saga = saga(restarted, "");
            CountDownLatch never = new CountDownLatch(1);
            stock.on(CallKind.COMPENSATE).answerAfter(never, 200);
            stock.join(saga);
            payment.join(saga);
            CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> put(saga + "/cancel"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !stock.calls().isEmpty());

            restarted.restart();
            restarted.settle();

            assertThat(restarted.status(saga)).as(restarted.timeline(saga)).isEqualTo("Cancelled");
            assertThat(payment.calls(CallKind.COMPENSATE)).hasSize(1);
            assertThat(stock.calls(CallKind.COMPENSATE)).hasSize(2);
            assertThat(told.exceptionally(cut -> "nothing: " + cut))
                    .as("who waited is cut off, or told so if the web server's end comes before that of the connection")
                    .succeedsWithin(Duration.ofSeconds(60))
                    .asString()
                    .matches("(?s)(nothing|503).*");
        }
    }

    @Test
    void saysWhyAJoinWasRefused() {
        String saga = saga("");
        put(saga + "/close");

        assertThatThrownBy(() -> stock.join(saga))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("stock cannot join " + saga + ": 410 Saga ");
    }

    @Test
    void runsLiveOnTheSystemClock() {
        try (EmbeddedCoordinator live = EmbeddedCoordinator.startLive("bactrian.retry.initial=10ms")) {
            String saga = saga(live, "?TimeLimit=1");
            stock.on(CallKind.COMPENSATE).answer(500);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(live.status(saga)).isEqualTo("Cancelled"));
            assertThatThrownBy(live::clock)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("startLive() runs on the system clock; use start() to turn the clock");
        }
    }

    private static String saga(String query) {
        return saga(coordinator, query);
    }

    private static String saga(EmbeddedCoordinator at, String query) {
        return send(HttpRequest.newBuilder(URI.create(at.lraUrl() + "/start" + query))
                        .POST(HttpRequest.BodyPublishers.noBody()))
                .body();
    }

    private static String put(String url) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.noBody()));
        return answer.statusCode() + " " + answer.body();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
