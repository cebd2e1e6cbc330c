package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines, retries, parking, forced passes and answers "in progress", on a clock that the test turns. */
class DeliveryTest {

    private static final Reply DOWN = Reply.of(503);

    private final RunningLedger on = new RunningLedger();

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    @Test
    void aDeadlineThatPassesWhileNoNodeIsUpCancelsAtTheNextStart() throws Exception {
        String saga = on.saga(OrderPolicy.BEST_EFFORT, Duration.ofMinutes(5), null);
        on.join(saga, "stock");
        on.kill();
        on.clock.advance(Duration.ofHours(10));

        on.start();
        on.look();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log()).containsExactly("stock COMPENSATE");
        assertThat(on.engine().ledger().find(saga).orElseThrow().state().reason())
                .isEqualTo("its deadline passed");
    }

    @Test
    void aSagaThatNobodyGaveALimitHasTheServersDeadline() throws Exception {
        String saga = on.saga();
        on.advance(Duration.ofMinutes(59));
        assertThat(on.status(saga)).isEqualTo(SagaStatus.ACTIVE);

        on.advance(Duration.ofMinutes(1));

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void retriesWithBackOffAndUnderTheSameIdempotencyKeyThenParks() throws Exception {
        String saga = on.saga();
        String id = on.join(saga, "stock");
        on.script.always("stock", CallKind.COMPENSATE, DOWN);
        on.cancel(saga);
        assertThat(on.participants.calls("stock")).hasSize(1);
        on.advance(Duration.ofMillis(900));
        assertThat(on.participants.calls("stock")).hasSize(1);

        on.advance(Duration.ofMillis(300));
        on.advance(Duration.ofMillis(1_900));
        assertThat(on.participants.calls("stock")).hasSize(2);
        on.advance(Duration.ofMillis(400));
        on.advance(Duration.ofHours(1));

        assertThat(on.participants.calls("stock")).hasSize(3);
        assertThat(on.participants.calls("stock"))
                .extracting(Call::recoveryUrl)
                .containsOnly("http://localhost/lra-coordinator/recovery/" + saga + "/" + id);
        assertThat(on.participants.calls("stock")).extracting(Call::attempt).containsExactly(1, 2, 3);
        assertThat(on.participant(saga, "stock").isParkedOwing()).isTrue();
        assertThat(on.participant(saga, "stock").call().lastError()).isEqualTo("it answered 503");
        assertThat(on.attention(saga)).isTrue();
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
        assertThat(on.timeline(saga))
                .containsExactly(
                        "STARTED",
                        "JOINED",
                        "CANCELLING",
                        "ATTEMPT_FAILED",
                        "ATTEMPT_FAILED",
                        "ATTEMPT_FAILED",
                        "PARKED");
    }

    @Test
    void theEarlierGoOnPastAParkedOneUnderBestEffort() throws Exception {
        String saga = threeOfWhichTheLastIsDown(OrderPolicy.BEST_EFFORT);

        assertThat(on.participants.log()).containsSubsequence("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.participant(saga, "one").status()).isEqualTo(ParticipantStatus.COMPENSATED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
        assertThat(on.attention(saga)).isTrue();

        on.script.always("three", CallKind.COMPENSATE, Reply.of(200));
        on.engine().recoveryPass().run();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.attention(saga)).isFalse();
    }

    @Test
    void aParkedOneHoldsTheEarlierUnderStrict() throws Exception {
        String saga = threeOfWhichTheLastIsDown(OrderPolicy.STRICT);
        assertThat(on.participants.log()).doesNotContain("two COMPENSATE", "one COMPENSATE");

        on.engine()
                .interventions()
                .resolve("ann", saga, on.participant(saga, "three").id(), "paid back by hand");
        on.quiet();

        assertThat(on.participants.log()).endsWith("two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void oneThatFailedForGoodHoldsTheEarlierUnderStrictAndNotUnderBestEffort() throws Exception {
        on.script.always("three", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
        String strict = on.saga(OrderPolicy.STRICT, null, null);
        on.join(strict, "two");
        on.join(strict, "three");
        on.cancel(strict);
        on.untilParked();
        assertThat(on.participants.log()).containsExactly("three COMPENSATE");
        assertThat(on.attention(strict)).isTrue();

        String bestEffort = on.saga();
        on.join(bestEffort, "two");
        on.join(bestEffort, "three");
        on.cancel(bestEffort);

        assertThat(on.status(bestEffort)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.participant(bestEffort, "two").status()).isEqualTo(ParticipantStatus.COMPENSATED);
    }

    private String threeOfWhichTheLastIsDown(OrderPolicy order) throws Exception {
        String saga = on.saga(order, null, null);
        on.join(saga, "one");
        on.join(saga, "two");
        on.join(saga, "three");
        on.script.always("three", CallKind.COMPENSATE, DOWN);
        on.cancel(saga);
        on.untilParked();
        return saga;
    }

    @Test
    void aForcedPassKeepsTheOrderAlsoAmongTheParked() throws Exception {
        String saga = on.saga();
        for (String name : new String[] {"one", "two", "three"}) {
            on.join(saga, name);
            on.script.always(name, CallKind.COMPENSATE, DOWN);
        }
        on.cancel(saga);
        for (int i = 0; i < 3; i++) {
            on.untilParked();
        }
        int before = on.participants.calls().size();
        for (String name : new String[] {"one", "two", "three"}) {
            on.script.always(name, CallKind.COMPENSATE, Reply.of(200));
        }

        on.engine().recoveryPass().run();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log().subList(before, before + 3))
                .containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
    }

    @Test
    void aRetryOfAllThatIsParkedKeepsTheOrder() throws Exception {
        String saga = on.saga();
        for (String name : new String[] {"one", "two", "three"}) {
            on.join(saga, name);
            on.script.always(name, CallKind.COMPENSATE, DOWN);
        }
        on.cancel(saga);
        for (int i = 0; i < 3; i++) {
            on.untilParked();
        }
        int before = on.participants.calls().size();
        for (String name : new String[] {"one", "two", "three"}) {
            on.script.always(name, CallKind.COMPENSATE, Reply.of(200));
        }
        CountDownLatch gate = on.script.hold("three", CallKind.COMPENSATE);

        on.engine().interventions().retry("ann", saga);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() > before);
        on.engine().runDueWork();
        assertThat(on.participants.calls()).hasSize(before + 1);
        gate.countDown();
        on.quiet();

        assertThat(on.participants.log().subList(before, before + 3))
                .containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void aRetryByAPersonOfOneThatWaitsForItsTurnDoesNotCallItBeforeItsTurn() throws Exception {
        String saga = on.saga();
        String one = on.join(saga, "one");
        on.join(saga, "two");
        CountDownLatch gate = on.script.hold("two", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> !on.participants.calls().isEmpty());

        on.engine().interventions().retry("ann", saga, one);
        on.engine().runDueWork();
        assertThat(on.participants.log()).containsExactly("two COMPENSATE");
        gate.countDown();
        on.quiet();

        assertThat(on.participants.log()).containsExactly("two COMPENSATE", "one COMPENSATE");
    }

    @Test
    void failuresOfForcedPassesDoNotCount() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.script.always("stock", CallKind.COMPENSATE, DOWN);
        on.cancel(saga);

        for (int i = 0; i < 20; i++) {
            on.engine().recoveryPass().run();
        }

        assertThat(on.participants.calls("stock")).hasSize(21);
        assertThat(on.participant(saga, "stock").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "stock").call().parked()).isFalse();
    }

    @Test
    void aForcedPassIsSingleFlightAndSkipsWhatIsBeingCalled() throws Exception {
        String saga = on.saga();
        on.join(saga, "slow");
        CountDownLatch gate = on.script.hold("slow", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> !on.participants.calls().isEmpty());

        CompletableFuture<Void> first = CompletableFuture.runAsync(on.engine().recoveryPass()::run);
        CompletableFuture<Void> second = CompletableFuture.runAsync(on.engine().recoveryPass()::run);
        gate.countDown();

        assertThat(first).succeedsWithin(Duration.ofSeconds(30));
        assertThat(second).succeedsWithin(Duration.ofSeconds(30));
        on.quiet();
        assertThat(on.participants.calls("slow")).hasSize(1);
    }

    @Test
    void aForcedPassEndsWithinFiveSecondsWhoeverDoesNotAnswer() throws Exception {
        String saga = on.saga();
        on.join(saga, "silent");
        CountDownLatch gate = on.script.hold("silent", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);

        long begun = System.nanoTime();
        on.engine().recoveryPass().run();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        gate.countDown();
    }

    @Test
    void oneInProgressIsAskedAtItsStatusLinkUntilItIsDone() throws Exception {
        String saga = on.saga();
        on.join(saga, "slow", CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.STATUS);
        on.script.then("slow", CallKind.COMPENSATE, Reply.of(202));
        on.script.then("slow", CallKind.STATUS, Reply.of(200, "Compensating"), DOWN, Reply.of(200, "Compensated"));
        on.cancel(saga);
        for (int i = 0; i < 3; i++) {
            on.advance(Duration.ofSeconds(5));
        }

        assertThat(on.participants.log())
                .containsExactly("slow COMPENSATE", "slow STATUS", "slow STATUS", "slow STATUS");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void oneThatWasAtItAndThenHasFailedSpendsAnAttemptAndIsParkedInTheEnd() throws Exception {
        String saga = on.saga();
        on.join(saga, "slow", CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.STATUS);
        on.script.always("slow", CallKind.COMPENSATE, Reply.of(202));
        on.script.always("slow", CallKind.STATUS, Reply.of(404, "Failed: no disk"));
        on.cancel(saga);
        for (int i = 0; i < 10; i++) {
            on.advance(Duration.ofMinutes(2));
        }

        assertThat(on.participants.log())
                .containsExactly(
                        "slow COMPENSATE",
                        "slow STATUS",
                        "slow COMPENSATE",
                        "slow STATUS",
                        "slow COMPENSATE",
                        "slow STATUS");
        assertThat(on.participant(saga, "slow").isParkedOwing()).isTrue();
        assertThat(on.participant(saga, "slow").call().lastError())
                .isEqualTo("asked for its status it answered 404: Failed: no disk");
        assertThat(on.attention(saga)).isTrue();
    }

    /** Another replica may be the one that is at it: it takes as long as it takes. */
    @Test
    void oneWhoseReplicaKnowsNothingOfItIsAskedForLongThenCalledAgainAndSpendsNoAttempt() throws Exception {
        String saga = on.saga();
        on.join(saga, "slow", CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.STATUS);
        on.script.always("slow", CallKind.COMPENSATE, Reply.of(202));
        on.script.always("slow", CallKind.STATUS, Reply.of(404));
        on.cancel(saga);
        on.advance(Duration.ofSeconds(20));
        assertThat(on.participants.log()).containsOnlyOnce("slow COMPENSATE");
        for (int i = 0; i < 10; i++) {
            on.advance(Duration.ofMinutes(2));
        }

        assertThat(on.participants.log()).filteredOn("slow COMPENSATE"::equals).hasSize(2);
        assertThat(on.participant(saga, "slow").isParkedOwing()).isFalse();
        assertThat(on.participant(saga, "slow").call().failures()).isZero();
        on.script.always("slow", CallKind.COMPENSATE, Reply.of(200));
        for (int i = 0; i < 10; i++) {
            on.advance(Duration.ofMinutes(2));
        }
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void oneInProgressIsAskedWhereItSaysElseCalledAgainMoreSlowly() throws Exception {
        String saga = on.saga();
        on.join(saga, "patient");
        on.join(saga, "located");
        on.script.then("located", CallKind.COMPENSATE, new Reply(202, "", on.participants.url("job", CallKind.STATUS)));
        on.script.then("job", CallKind.STATUS, Reply.of(410));
        on.script.then("patient", CallKind.COMPENSATE, Reply.of(202), Reply.of(200));
        on.cancel(saga);
        on.advance(Duration.ofSeconds(1));
        assertThat(on.participants.log()).containsExactly("located COMPENSATE", "job STATUS", "patient COMPENSATE");
        on.advance(Duration.ofSeconds(4));
        assertThat(on.participants.calls()).hasSize(3);
        on.advance(Duration.ofSeconds(2));

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoIsStillAtItIsAskedAgainInTheSamePlace() throws Exception {
        String saga = on.saga();
        on.join(saga, "located");
        on.script.then("located", CallKind.COMPENSATE, new Reply(202, "", on.participants.url("job", CallKind.STATUS)));
        on.script.then("job", CallKind.STATUS, Reply.of(202), Reply.of(200, "Compensating"), Reply.of(410));
        on.cancel(saga);
        on.advance(Duration.ofSeconds(1));
        on.advance(Duration.ofSeconds(2));
        on.advance(Duration.ofSeconds(4));

        assertThat(on.participants.log())
                .containsExactly("located COMPENSATE", "job STATUS", "job STATUS", "job STATUS");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoIsParkedWhileItWasAskedInAPlaceIsAskedThereAgain() throws Exception {
        String saga = on.saga();
        on.join(saga, "located");
        on.script.then("located", CallKind.COMPENSATE, new Reply(202, "", on.participants.url("job", CallKind.STATUS)));
        on.script.then("job", CallKind.STATUS, Reply.of(503), Reply.of(503), Reply.of(503), Reply.of(410));
        on.cancel(saga);
        on.untilParked();
        assertThat(on.engine().ledger().participants(saga)).singleElement().satisfies(p -> assertThat(p.isParkedOwing())
                .isTrue());

        on.engine().interventions().retry("ann", saga);
        on.quiet();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .containsExactly("located COMPENSATE", "job STATUS", "job STATUS", "job STATUS", "job STATUS");
    }

    @Test
    void whoWasAskedInAPlaceThatIsGoneIsCalledAgainAfterARetry() throws Exception {
        String saga = parkedAtAPlaceThatIsGone();

        on.engine().interventions().retry("ann", saga);
        on.quiet();
        on.advance(Duration.ofSeconds(2));

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log()).endsWith("job STATUS", "located COMPENSATE");
    }

    @Test
    void whoHasMovedFromAPlaceThatIsGoneIsCalledAtItsNewLinks() throws Exception {
        String saga = parkedAtAPlaceThatIsGone();
        String located =
                on.engine().ledger().participants(saga).get(0).enlistment().id();

        on.engine().corrections().replaceLinks(saga, located, on.participants.links("moved", RunningLedger.BOTH));
        on.engine().interventions().retry("ann", saga);
        on.quiet();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log()).endsWith("job STATUS", "moved COMPENSATE");
    }

    private String parkedAtAPlaceThatIsGone() throws Exception {
        String saga = on.saga();
        on.join(saga, "located");
        on.script.then("located", CallKind.COMPENSATE, new Reply(202, "", on.participants.url("job", CallKind.STATUS)));
        on.script.always("job", CallKind.STATUS, Reply.of(503));
        on.cancel(saga);
        on.untilParked();
        return saga;
    }

    @Test
    void aParkedListenerOfAFailedSagaIsWrittenOffAndTheOthersHearNothing() throws Exception {
        String saga = on.saga();
        on.join(saga, "unable");
        on.join(saga, "listener", CallKind.COMPENSATE, CallKind.AFTER);
        String deaf = on.join(saga, "deaf", CallKind.COMPENSATE, CallKind.AFTER);
        on.script.always("unable", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
        on.script.always("deaf", CallKind.AFTER, Reply.of(503));
        on.cancel(saga);
        on.untilParked();
        assertThat(on.status(saga)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);

        on.engine().interventions().resolve("ann", saga, deaf, "told by telephone");
        on.look();

        assertThat(on.engine().ledger().participants(saga))
                .as("nobody is owed a call")
                .allSatisfy(p -> assertThat(p.call().kind()).isNull());
        assertThat(on.participants.log()).filteredOn("listener AFTER"::equals).hasSize(1);
    }

    @Test
    void howLongSomebodyIsAtItIsOneLineOfTheTimeline() throws Exception {
        String saga = on.saga();
        on.join(saga, "slow", CallKind.COMPENSATE, CallKind.STATUS);
        on.script.always("slow", CallKind.COMPENSATE, Reply.of(202));
        on.script.then("slow", CallKind.STATUS, Reply.of(202), Reply.of(202), DOWN, Reply.of(202), Reply.of(202));
        on.script.always("slow", CallKind.STATUS, Reply.of(200, "Compensated"));
        on.cancel(saga);
        for (int i = 0; i < 6; i++) {
            on.advance(Duration.ofMinutes(2));
        }

        assertThat(on.timeline(saga))
                .containsExactly(
                        "STARTED",
                        "JOINED",
                        "CANCELLING",
                        "IN_PROGRESS",
                        "ATTEMPT_FAILED",
                        "IN_PROGRESS",
                        "COMPENSATED",
                        "ENDED");
    }

    @Test
    void whoEndsLaterHasTheLaterEndAlsoByTheClockOfANodeThatIsBehind() throws Exception {
        String saga = on.saga();
        for (String name : List.of("one", "two", "three")) {
            on.join(saga, name, CallKind.COMPENSATE);
        }
        on.script.then("two", CallKind.COMPENSATE, Reply.of(202));
        on.cancel(saga);
        assertThat(on.participant(saga, "three").status()).isEqualTo(ParticipantStatus.COMPENSATED);

        on.clock.advance(Duration.ofMinutes(-5));
        on.engine().recoveryPass().run();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participant(saga, "two").endedAt())
                .isAfter(on.participant(saga, "three").endedAt())
                .isBefore(on.participant(saga, "one").endedAt());
    }

    @Test
    void aLocationThatNoLedgerKeepsIsNone() throws Exception {
        String saga = on.saga();
        on.join(saga, "verbose");
        on.script.then("verbose", CallKind.COMPENSATE, new Reply(202, "", "http://localhost/" + "x".repeat(9_000)));
        on.cancel(saga);
        on.advance(Duration.ofSeconds(6));

        assertThat(on.participants.log()).containsExactly("verbose COMPENSATE", "verbose COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoFailedForGoodIsToldToForgetAndThenHowItEnded() throws Exception {
        String saga = on.saga();
        on.join(saga, "first");
        on.join(saga, "unable", CallKind.COMPENSATE, CallKind.FORGET, CallKind.AFTER);
        on.script.then("unable", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
        CountDownLatch gate = on.script.hold("unable", CallKind.FORGET);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST).until(() -> on.status(saga) == SagaStatus.FAILED_TO_CANCEL);
        gate.countDown();
        on.quiet();

        assertThat(on.participants.calls("unable"))
                .extracting(Call::kind)
                .containsExactly(CallKind.COMPENSATE, CallKind.FORGET, CallKind.AFTER);
        assertThat(on.participants.calls("unable").get(2).body()).isEqualTo("FailedToCancel");
    }

    @Test
    void anAfterThatIsNotHeardIsParkedWithoutTouchingHowItEnded() throws Exception {
        String saga = on.saga();
        on.join(saga, "deaf", CallKind.COMPENSATE, CallKind.AFTER);
        on.script.always("deaf", CallKind.AFTER, DOWN);
        on.close(saga);
        on.untilParked();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.attention(saga)).isTrue();
        assertThat(on.participants.calls("deaf")).hasSize(3);

        on.engine()
                .interventions()
                .resolve("ann", saga, on.participant(saga, "deaf").id(), "told by telephone");
        on.look();
        assertThat(on.participant(saga, "deaf").status()).isEqualTo(ParticipantStatus.COMPLETED);
        assertThat(on.attention(saga)).isFalse();
        assertThat(on.participants.calls("deaf")).hasSize(3);
    }

    @Test
    void anAnswerThatNeverEndsIsNoAnswer() throws Exception {
        RunningEngine impatient = on.newNode(Duration.ofMillis(400));
        impatient.begin(false);
        try (ServerSocket endless = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> answerWithoutEnd(endless));
            serving.setDaemon(true);
            serving.start();
            String saga = on.saga();
            on.join(saga, "endless");
            var links = new Links(
                    "http://localhost:" + endless.getLocalPort() + "/endless/compensate", null, null, null, null, null);
            impatient
                    .corrections()
                    .replaceLinks(saga, on.participant(saga, "endless").id(), links);
            impatient.decisions().cancel(saga, "cancel was requested", null);

            assertThat(impatient.awaitQuiet(RunningLedger.LONGEST)).isTrue();
            assertThat(on.participant(saga, "endless").call().lastError())
                    .isEqualTo("no answer from localhost:" + endless.getLocalPort() + " within 400 ms");
        } finally {
            impatient.abandon();
        }
    }

    private static void answerWithoutEnd(ServerSocket endless) {
        List<Socket> open = new ArrayList<>(); // one that nobody knows any more is closed with the garbage
        try {
            while (true) {
                Socket socket = endless.accept(); // stays open: the rest of the body is never sent
                open.add(socket);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nCompens"
                                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    @Test
    void anAnswerWhoseFirstBytesAreNoTextIsKeptAsText() throws Exception {
        try (ServerSocket binary = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> answerInBinary(binary));
            serving.setDaemon(true);
            serving.start();
            String saga = on.saga();
            var link = "http://localhost:" + binary.getLocalPort() + "/compensate";
            on.join(saga, "binary", new Links(link, null, null, null, null, null));
            on.cancel(saga);

            assertThat(on.participant(saga, "binary").call().lastError())
                    .startsWith("no answer from localhost:" + binary.getLocalPort() + ": ")
                    .contains("tlv")
                    .doesNotContain("\0");
            assertThat(on.details(saga, EventKind.ATTEMPT_FAILED))
                    .singleElement()
                    .asString()
                    .contains("tlv")
                    .doesNotContain("\0");
        }
    }

    private static void answerInBinary(ServerSocket binary) {
        try {
            while (true) {
                try (Socket socket = binary.accept()) {
                    socket.getOutputStream().write("\0\0tlv\0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    @Test
    void aLongLinkThatCannotBeCalledIsAFailedAttempt() throws Exception {
        String saga = on.saga();
        String link = "http://order_service:8080/" + "x".repeat(45_000);
        on.join(saga, "unnameable", new Links(link, null, null, null, null, null));
        on.cancel(saga);

        assertThat(on.participant(saga, "unnameable").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "unnameable").call().lastError())
                .isEqualTo("cannot be called: a link must be an http or https URL, was " + link.substring(0, 300)
                        + "...: its host name order_service has an underscore, which host names must not have; give it a"
                        + " name without one, for example with a network alias");
    }

    @Test
    void anAnswerWhoseWordsTheLedgerDoesNotTakeIsRecordedWithoutThem() throws Exception {
        on.execute("ALTER TABLE participant ALTER COLUMN last_error SET DATA TYPE VARCHAR(60)");
        on.script.then("stock", CallKind.COMPENSATE, Reply.of(503, "because ".repeat(20)));
        String saga = on.saga();
        on.join(saga, "stock");
        on.cancel(saga);

        assertThat(on.participant(saga, "stock").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "stock").call().lastError())
                .isEqualTo("its answer could not be recorded in its own words");
    }

    @Test
    void whatCannotBeCalledAtAllIsParkedAndHoldsNobodyUp() throws Exception {
        String saga = on.saga();
        on.join(saga, "fine");
        on.join(saga, "nowhere");
        var links = new Links("http://localhost:99999/c", null, null, null, null, null);
        on.engine()
                .corrections()
                .replaceLinks(saga, on.participant(saga, "nowhere").id(), links);
        on.cancel(saga);
        on.untilParked();

        assertThat(on.participant(saga, "nowhere").isParkedOwing()).isTrue();
        assertThat(on.participants.log()).containsExactly("fine COMPENSATE");
    }

    @Test
    void whatCannotBeHandledAtAllKeepsNobodyElseWaiting() throws Exception {
        String broken = on.saga();
        on.join(broken, "broken", CallKind.COMPENSATE);
        String saga = on.saga();
        on.join(saga, "late", CallKind.COMPENSATE);
        on.script.then("broken", CallKind.COMPENSATE, DOWN);
        on.script.then("late", CallKind.COMPENSATE, DOWN);
        on.cancel(broken);
        on.cancel(saga);
        on.execute("INSERT INTO participant (saga_id, seq, id, identity_hash, json_body, status, step_state, attempts,"
                + " failures, polls, parked, acknowledged, joined_at, call_kind, due_at) SELECT saga_id, 100 + x, 'p' || x,"
                + " 'h' || x, FALSE, 'NO_STATUS', 'RUNNING', 0, 0, 0, FALSE, FALSE, joined_at, 'COMPENSATE', joined_at"
                + " FROM participant, SYSTEM_RANGE(1, 500) WHERE saga_id = '" + broken + "'");
        on.clock.advance(Duration.ofSeconds(10));

        on.engine().runDueWork();
        on.engine().runDueWork();
        on.quiet();
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);

        on.execute("DELETE FROM participant WHERE status = 'NO_STATUS'");
        on.engine().runDueWork();
        assertThat(on.status(broken)).isEqualTo(SagaStatus.CANCELLING);
        on.advance(Duration.ofSeconds(10));
        assertThat(on.status(broken)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void aSlowParticipantSlowsNobodyElse() throws Exception {
        String slow = on.saga();
        CountDownLatch gate = on.script.hold("slow", CallKind.COMPENSATE);
        for (int i = 0; i < 30; i++) {
            String saga = i == 0 ? slow : on.saga();
            on.join(saga, "slow");
            on.engine().decisions().cancel(saga, "cancel was requested", null);
        }
        String quick = on.saga();
        on.join(quick, "quick");
        on.engine().decisions().cancel(quick, "cancel was requested", null);

        await().atMost(Duration.ofSeconds(20)).until(() -> on.status(quick) == SagaStatus.CANCELLED);
        assertThat(on.status(slow)).isEqualTo(SagaStatus.CANCELLING);
        gate.countDown();
        on.quiet();
    }

    @Test
    void aCallWhoseAnswerComesAfterItWasTakenOverStillCountsWhenItSaysDone() throws Exception {
        String saga = on.saga();
        on.join(saga, "late");
        CountDownLatch gate = on.script.hold("late", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() == 1);
        RunningEngine other = on.newNode(Duration.ofSeconds(30));
        other.begin(false);
        on.clock.advance(Duration.ofSeconds(11));
        other.housekeeping().beat();
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() == 2);
        gate.countDown();
        on.quiet();
        assertThat(other.awaitQuiet(RunningLedger.LONGEST)).isTrue();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.timeline(saga)).containsOnlyOnce("COMPENSATED", "ENDED");
        other.abandon();
    }

    @Test
    void aClaimOfANodeThatNobodyKnowsIsTakenOver() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        CountDownLatch gate = on.script.hold("stock", CallKind.COMPENSATE);
        RunningEngine woken = on.newNode(Duration.ofSeconds(30)); // it was removed as silent, claims, and dies
        woken.decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() == 1);
        woken.abandon();
        gate.countDown();

        on.engine().housekeeping().beat();
        on.look();

        // the beat has the engine look by itself, which may have taken the call and not made it yet
        await().atMost(RunningLedger.LONGEST)
                .untilAsserted(() -> assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED));
        assertThat(on.participants.calls("stock")).hasSize(2);
    }

    @Test
    void aClaimThatThisNodeHoldsButDoesNotMakeIsReleasedWhenItIsFoundTwice() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        CountDownLatch gate = on.script.hold("stock", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() == 1);
        var housekeeping = on.engine().housekeeping();

        assertThat(housekeeping.releaseForgotten(token -> true)).isZero();
        assertThat(housekeeping.releaseForgotten(token -> true)).isZero();
        assertThat(housekeeping.releaseForgotten(token -> false)).isZero();
        assertThat(housekeeping.releaseForgotten(token -> false)).isEqualTo(1);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() == 2);
        gate.countDown();
        on.quiet();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void endedSagasGoAfterTheRetentionTimeAChildAfterItsParentAndWhatNeedsAPersonStays() throws Exception {
        String parent = on.saga();
        String child = on.saga(OrderPolicy.BEST_EFFORT, null, parent);
        on.close(child);
        on.clock.advance(Duration.ofMinutes(10));
        on.close(parent);
        String parked = on.saga();
        on.join(parked, "down", CallKind.COMPENSATE, CallKind.AFTER);
        on.script.always("down", CallKind.AFTER, DOWN);
        on.close(parked);
        on.untilParked();

        on.clock.advance(Duration.ofDays(30).minus(Duration.ofMinutes(9)));
        on.engine().housekeeping().purge();
        assertThat(on.engine().ledger().find(child)).isPresent();

        on.clock.advance(Duration.ofMinutes(10));
        on.engine().housekeeping().purge();
        assertThat(on.engine().ledger().find(parent)).isEmpty();
        assertThat(on.engine().ledger().find(child)).isPresent();
        on.engine().housekeeping().purge();
        assertThat(on.engine().ledger().find(child)).isEmpty();
        assertThat(on.engine().ledger().find(parked)).isPresent();
    }

    @Test
    void anEndedSagaThatStillHasSomethingToTellIsNotPurged() throws Exception {
        String saga = on.saga();
        on.join(saga, "busy", CallKind.COMPENSATE, CallKind.AFTER);
        on.script.always("busy", CallKind.AFTER, DOWN);
        on.close(saga);
        assertThat(on.attention(saga)).isFalse();
        on.clock.advance(Duration.ofDays(31));

        on.engine().housekeeping().purge();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CLOSED);
    }
}
