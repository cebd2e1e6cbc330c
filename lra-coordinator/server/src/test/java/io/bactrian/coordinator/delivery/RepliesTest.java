package io.bactrian.coordinator.delivery;

import static io.bactrian.coordinator.engine.Replies.Taken.AWAITED;
import static io.bactrian.coordinator.engine.Replies.Taken.NOT_OWED;
import static io.bactrian.coordinator.engine.Replies.Taken.REPEATED;
import static io.bactrian.coordinator.engine.Replies.Taken.UNAWAITED;
import static io.bactrian.coordinator.engine.Replies.Taken.UNKNOWN_PARTICIPANT;
import static io.bactrian.coordinator.engine.Replies.Taken.UNKNOWN_SAGA;
import static io.bactrian.coordinator.engine.Replies.Taken.WRONG_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What answers do that come by themselves, in every order and at every time, on a clock that the test turns. */
class RepliesTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Post post = new Post();
    private final RunningLedger on = new RunningLedger(timeout -> post);

    /** Takes calls away; whoever was called answers when the test says so. */
    private static final class Post implements Transport {

        private final List<DueCall> calls = new CopyOnWriteArrayList<>();
        private volatile Answer next = new Answer.Sent("topic t", WITHIN);
        private volatile CompletableFuture<Answer> held;

        @Override
        public CompletableFuture<Answer> call(DueCall call) {
            calls.add(call);
            CompletableFuture<Answer> answer = held;
            return answer == null ? CompletableFuture.completedFuture(next) : answer;
        }

        List<String> log() {
            return calls.stream()
                    .map(call -> call.url().substring(6) + " " + call.kind())
                    .toList();
        }

        DueCall last() {
            return calls.get(calls.size() - 1);
        }
    }

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    private String saga(String... names) {
        String saga = on.saga();
        for (String name : names) {
            on.join(saga, name, links(name));
        }
        return saga;
    }

    private static Links links(String name) {
        return new Links("kafka:" + name, "kafka:" + name, null, null, null, null);
    }

    private Replies.Taken reply(DueCall call, Answer answer) throws InterruptedException {
        return reply(call.sagaId(), call.participantId(), call.kind(), call.replyToken(), answer);
    }

    private Replies.Taken reply(String saga, String participant, CallKind command, String token, Answer answer)
            throws InterruptedException {
        Replies.Taken taken = on.engine().replies().take(new Replies.Reply(saga, participant, command, token, answer));
        on.quiet();
        return taken;
    }

    private String states(String saga) {
        return on.status(saga)
                + " "
                + on.engine().ledger().participants(saga).stream()
                        .map(p -> p.status() + " " + p.call())
                        .toList();
    }

    @Test
    void anAnswerSettlesTheCallAndMakesTheNextOne() throws Exception {
        String saga = saga("one", "two");
        on.cancel(saga);
        assertThat(post.log()).containsExactly("two COMPENSATE");
        assertThat(on.participant(saga, "two").call().isUnderWay()).isTrue();
        on.clock.advance(Duration.ofMillis(1_500));

        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);
        assertThat(post.log()).containsExactly("two COMPENSATE", "one COMPENSATE");
        assertThat(on.participant(saga, "two").call().lastMillis()).isEqualTo(1_500);
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.timeline(saga))
                .containsExactly(
                        "STARTED",
                        "JOINED",
                        "JOINED",
                        "CANCELLING",
                        "SENT",
                        "COMPENSATED",
                        "SENT",
                        "COMPENSATED",
                        "ENDED");
        assertThat(on.details(saga, EventKind.SENT)).containsOnly("compensate to topic t");
    }

    @Test
    void aSecondAnswerChangesNothing() throws Exception {
        String saga = saga("one", "two");
        on.cancel(saga);
        DueCall two = post.last();
        reply(two, Answer.DONE);
        String before = states(saga);

        assertThat(reply(two, Answer.DONE)).isEqualTo(REPEATED);
        assertThat(reply(two, new Answer.FailedForGood("no"))).isEqualTo(REPEATED);
        assertThat(reply(two, new Answer.InProgress(null, WITHIN))).isEqualTo(REPEATED);

        assertThat(states(saga)).isEqualTo(before);
        assertThat(post.log()).containsExactly("two COMPENSATE", "one COMPENSATE");
    }

    @Test
    void anAnswerThatOvertakesTheRecordOfTheSendingCounts() throws Exception {
        String saga = saga("one");
        post.held = new CompletableFuture<>();
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        DueCall early = post.last();

        assertThat(on.engine()
                        .replies()
                        .take(new Replies.Reply(
                                saga, early.participantId(), CallKind.COMPENSATE, early.replyToken(), Answer.DONE)))
                .isEqualTo(UNAWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        String before = states(saga);
        post.held.complete(new Answer.Sent("topic t", WITHIN));
        on.quiet();

        assertThat(states(saga)).isEqualTo(before);
        assertThat(on.timeline(saga)).containsExactly("STARTED", "JOINED", "CANCELLING", "COMPENSATED", "ENDED");
    }

    @Test
    void silenceIsAFailedAttemptAndTheCallIsMadeAgainUntilItIsParked() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        on.advance(Duration.ofSeconds(29));
        assertThat(post.calls).hasSize(1);

        on.advance(Duration.ofSeconds(1));
        assertThat(on.participant(saga, "one").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "one").call().lastError())
                .isEqualTo("no answer from kafka:one within 30000 ms");
        on.advance(Duration.ofMillis(1_100));
        assertThat(post.calls).extracting(DueCall::attempt).containsExactly(1, 2);
        on.advance(WITHIN);
        on.advance(Duration.ofMillis(2_200));
        on.advance(WITHIN);
        on.advance(Duration.ofHours(1));

        assertThat(post.calls).extracting(DueCall::attempt).containsExactly(1, 2, 3);
        assertThat(post.calls)
                .extracting(DueCall::recoveryUrl)
                .containsOnly(post.last().recoveryUrl());
        assertThat(post.calls)
                .extracting(DueCall::replyToken)
                .containsOnly(post.last().replyToken());
        assertThat(on.participant(saga, "one").isParkedOwing()).isTrue();
        assertThat(on.attention(saga)).isTrue();
    }

    @Test
    void silenceOfOneWithALongLinkIsAFailedAttemptAndHoldsNobodyUp() throws Exception {
        String saga = saga("prompt");
        String link = "kafka:silent?id=" + "x".repeat(45_000);
        on.join(saga, "silent", new Links(link, link, null, null, null, null));
        on.close(saga);
        DueCall prompt = post.calls.stream()
                .filter(call -> call.url().equals("kafka:prompt"))
                .findFirst()
                .orElseThrow();

        on.clock.advance(WITHIN);
        assertThat(reply(prompt, Answer.DONE)).isEqualTo(AWAITED);
        on.engine().runDueWork();

        assertThat(on.participant(saga, "prompt").status()).isEqualTo(ParticipantStatus.COMPLETED);
        assertThat(on.participant(saga, "silent").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "silent").call().lastError())
                .isEqualTo("no answer from " + link.substring(0, 300) + "... within 30000 ms");
    }

    @Test
    void silenceSpendsNoAttemptWhileItMayBeTheCoordinatorThatDoesNotHear() throws Exception {
        AtomicBoolean deaf = new AtomicBoolean(true);
        on.engine().hearBy((sentAt, now) -> deaf.get() ? Optional.of(now.plusSeconds(10)) : Optional.empty());
        String saga = saga("one", "two");
        on.cancel(saga);
        Instant sentAt = on.clock.instant();
        for (int i = 0; i < 10; i++) {
            on.advance(WITHIN);
        }

        assertThat(post.calls).hasSize(1);
        CallState awaited = on.participant(saga, "two").call();
        assertThat(awaited.failures()).isZero();
        assertThat(awaited.sent()).isEqualTo(new CallState.Sent(sentAt, true));
        assertThat(awaited.dueAt()).isEqualTo(on.clock.instant().plusSeconds(10));
        deaf.set(false);
        on.advance(Duration.ofSeconds(9));
        assertThat(on.participant(saga, "two").call().failures()).isZero();
        on.advance(Duration.ofSeconds(1));
        assertThat(on.participant(saga, "two").call().failures()).isEqualTo(1);
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(UNAWAITED);
        assertThat(post.log()).containsExactly("two COMPENSATE", "one COMPENSATE");
    }

    @Test
    void anAnswerThatIsHeardLateSettlesTheCall() throws Exception {
        on.engine().hearBy((sentAt, now) -> Optional.of(now.plusSeconds(10)));
        String saga = saga("one");
        on.cancel(saga);
        on.advance(WITHIN);
        on.advance(WITHIN);

        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.timeline(saga))
                .containsExactly("STARTED", "JOINED", "CANCELLING", "SENT", "COMPENSATED", "ENDED");
    }

    @Test
    void anAnswerThatItFailedForNowIsAFailedAttemptAndCountsOnce() throws Exception {
        String saga = saga("one");
        on.cancel(saga);

        assertThat(reply(post.last(), new Answer.TryAgain("it answered Failed: not now")))
                .isEqualTo(AWAITED);
        assertThat(reply(post.last(), new Answer.TryAgain("it answered Failed: not now")))
                .isEqualTo(REPEATED);

        assertThat(on.participant(saga, "one").call().failures()).isEqualTo(1);
        assertThat(on.participant(saga, "one").call().lastError()).isEqualTo("it answered Failed: not now");
        on.advance(Duration.ofMillis(1_100));
        assertThat(post.calls).extracting(DueCall::attempt).containsExactly(1, 2);
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void aLateAnswerCountsBetweenAttemptsAndAlsoOnceItIsParked() throws Exception {
        String between = saga("between");
        on.cancel(between);
        on.advance(WITHIN);
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(UNAWAITED);
        assertThat(on.status(between)).isEqualTo(SagaStatus.CANCELLED);

        String parked = saga("parked");
        on.cancel(parked);
        DueCall first = post.last();
        on.advance(WITHIN);
        on.untilParked();
        on.untilParked();
        assertThat(on.participant(parked, "parked").isParkedOwing()).isTrue();

        assertThat(reply(first, Answer.DONE)).isEqualTo(UNAWAITED);
        assertThat(on.status(parked)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.attention(parked)).isFalse();
        assertThat(on.details(parked, EventKind.LATE_ANSWER))
                .containsExactly("counted: it came after the attempt was given up");
    }

    @Test
    void oneThatIsAtItIsCalledAgainAfterTheTimeItAnnouncesAndNoAttemptIsSpent() throws Exception {
        String saga = saga("slow");
        on.cancel(saga);
        assertThat(reply(post.last(), new Answer.InProgress(null, Duration.ofMinutes(10))))
                .isEqualTo(AWAITED);
        on.advance(Duration.ofSeconds(599));
        assertThat(post.calls).hasSize(1);

        on.advance(Duration.ofSeconds(1));
        assertThat(post.calls).extracting(DueCall::attempt).containsExactly(1, 2);
        assertThat(on.participant(saga, "slow").call().failures()).isZero();
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void oneThatIsAtItMayAnswerAtAnyTime() throws Exception {
        String saga = saga("slow");
        on.cancel(saga);
        DueCall first = post.last();
        reply(first, new Answer.InProgress(null, Duration.ofMinutes(10)));

        assertThat(reply(first, Answer.DONE)).isEqualTo(UNAWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        on.advance(Duration.ofMinutes(11));
        assertThat(post.calls).hasSize(1);
    }

    @Test
    void oneThatWasAtItAndFailsSpendsAnAttemptAndIsParkedInTheEnd() throws Exception {
        String saga = saga("slow");
        on.cancel(saga);
        for (int failures = 1; failures <= 3; failures++) {
            DueCall call = post.last();
            reply(call, new Answer.InProgress(null, WITHIN));
            assertThat(reply(call, new Answer.TryAgain("it answered Failed: not now")))
                    .isEqualTo(UNAWAITED);
            assertThat(reply(call, new Answer.TryAgain("it answered Failed: not now")))
                    .as("the same answer again")
                    .isEqualTo(REPEATED);
            assertThat(on.participant(saga, "slow").call().failures()).isEqualTo(failures);
            on.advance(Duration.ofSeconds(5));
        }

        assertThat(post.calls).extracting(DueCall::attempt).containsExactly(1, 2, 3);
        assertThat(on.participant(saga, "slow").isParkedOwing()).isTrue();
        assertThat(on.participant(saga, "slow").call().lastError()).isEqualTo("it answered Failed: not now");
        assertThat(on.attention(saga)).isTrue();
        assertThat(on.timeline(saga)).doesNotContain("LATE_ANSWER");
    }

    @Test
    void oneThatWasAtItWhenItCompletedAndFailsSpendsAnAttemptToo() throws Exception {
        String saga = saga("slow");
        on.close(saga);
        reply(post.last(), new Answer.InProgress(null, WITHIN));

        assertThat(reply(post.last(), new Answer.TryAgain("it answered Failed")))
                .isEqualTo(UNAWAITED);
        assertThat(on.participant(saga, "slow").call().failures()).isEqualTo(1);
    }

    @Test
    void aFailureOfAnEarlierAttemptDoesNotSpendTheNextOne() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        DueCall first = post.last();
        on.advance(WITHIN);
        on.advance(Duration.ofMillis(1_100));
        assertThat(post.last().attempt()).isEqualTo(2);
        String before = states(saga);

        assertThat(reply(first, new Answer.TryAgain("it answered Failed"), 1)).isEqualTo(REPEATED);
        assertThat(reply(first, new Answer.FailedForGood("it answered FailedToCompensate"), 1))
                .isEqualTo(REPEATED);
        assertThat(states(saga)).isEqualTo(before);

        assertThat(reply(post.last(), new Answer.TryAgain("it answered Failed"), 2))
                .isEqualTo(AWAITED);
        assertThat(on.participant(saga, "one").call().failures()).isEqualTo(2);
    }

    @Test
    void aSuccessOfAnEarlierAttemptCounts() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        on.advance(WITHIN);
        on.advance(Duration.ofMillis(1_100));

        assertThat(reply(post.last(), Answer.DONE, 1)).isEqualTo(AWAITED);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    private Replies.Taken reply(DueCall call, Answer answer, int attempt) throws InterruptedException {
        Replies.Taken taken = on.engine()
                .replies()
                .take(new Replies.Reply(
                        call.sagaId(), call.participantId(), call.kind(), call.replyToken(), answer, attempt));
        on.quiet();
        return taken;
    }

    @Test
    void aForgedAnswerChangesNothing() throws Exception {
        String saga = saga("one", "two");
        on.cancel(saga);
        DueCall call = post.last();
        String other = on.participant(saga, "one").replyToken();
        String before = states(saga);

        assertThat(reply(saga, call.participantId(), CallKind.COMPENSATE, "guessed", Answer.DONE))
                .isEqualTo(WRONG_TOKEN);
        assertThat(reply(saga, call.participantId(), CallKind.COMPENSATE, other, Answer.DONE))
                .isEqualTo(WRONG_TOKEN);
        assertThat(reply(saga, "nobody", CallKind.COMPENSATE, call.replyToken(), Answer.DONE))
                .isEqualTo(UNKNOWN_PARTICIPANT);
        assertThat(reply("nowhere", call.participantId(), CallKind.COMPENSATE, call.replyToken(), Answer.DONE))
                .isEqualTo(UNKNOWN_SAGA);

        assertThat(states(saga)).isEqualTo(before);
        assertThat(call.replyToken()).hasSize(32).isNotEqualTo(other);
    }

    @Test
    void whoWasNotAskedCannotAnswer() throws Exception {
        String saga = saga("one", "two");
        String one = on.participant(saga, "one").id();
        String token = on.participant(saga, "one").replyToken();
        String active = states(saga);
        assertThat(reply(saga, one, CallKind.COMPENSATE, token, Answer.DONE)).isEqualTo(NOT_OWED);
        assertThat(states(saga)).isEqualTo(active);

        on.cancel(saga);
        String compensating = states(saga);
        assertThat(reply(saga, one, CallKind.COMPENSATE, token, Answer.DONE))
                .as("it is not its turn: the order is a promise")
                .isEqualTo(NOT_OWED);
        assertThat(reply(
                        post.last().sagaId(),
                        post.last().participantId(),
                        CallKind.COMPLETE,
                        post.last().replyToken(),
                        Answer.DONE))
                .as("nobody asked it to complete")
                .isEqualTo(NOT_OWED);
        assertThat(states(saga)).isEqualTo(compensating);
    }

    @Test
    void whoCannotCompensateHoldsTheEarlierUnderStrict() throws Exception {
        String saga = on.saga(OrderPolicy.STRICT, null, null);
        on.join(saga, "one", links("one"));
        on.join(saga, "two", links("two"));
        on.cancel(saga);

        assertThat(reply(post.last(), new Answer.FailedForGood("it answered FailedToCompensate")))
                .isEqualTo(AWAITED);

        assertThat(on.participant(saga, "two").status()).isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE);
        assertThat(post.log()).containsExactly("two COMPENSATE");
        assertThat(on.attention(saga)).isTrue();
    }

    @Test
    void whatNobodyTakesSpendsNoAttemptHoweverLongItLasts() throws Exception {
        String saga = saga("one");
        post.next = new Answer.Undelivered("topic one: the broker did not take it in time");
        on.cancel(saga);
        for (int i = 0; i < 200; i++) {
            on.advance(Duration.ofSeconds(11));
        }
        assertThat(post.calls)
                .hasSizeGreaterThan(190)
                .extracting(DueCall::attempt)
                .containsOnly(1);
        assertThat(on.participant(saga, "one").call().parked()).isFalse();
        assertThat(on.attention(saga)).isFalse();
        assertThat(on.details(saga, EventKind.UNDELIVERED))
                .containsExactly("compensate: topic one: the broker did not take it in time");

        post.next = new Answer.Sent("topic one", WITHIN);
        on.advance(Duration.ofSeconds(11));
        assertThat(post.last().attempt()).isEqualTo(1);
        reply(post.last(), Answer.DONE);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participant(saga, "one").call().failures()).isZero();
    }

    @Test
    void aForcedPassLeavesAloneWhatIsAwaitedAndItsOwnSilenceDoesNotCount() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        on.engine().recoveryPass().run();
        assertThat(post.calls).hasSize(1);

        on.advance(WITHIN);
        on.engine().recoveryPass().run();
        assertThat(post.calls).hasSize(2);
        on.advance(WITHIN);

        assertThat(on.participant(saga, "one").call().failures()).isEqualTo(1);
    }

    @Test
    void aPersonMayTryAgainOnlyWhenNoAnswerIsAwaited() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        String one = on.participant(saga, "one").id();

        assertThat(on.engine().interventions().retry("ann", saga, one).accepted())
                .isFalse();
        on.advance(WITHIN);
        assertThat(on.engine().interventions().retry("ann", saga, one).accepted())
                .isTrue();
    }

    @Test
    void anAnswerAfterAPersonHasSettledItChangesNothing() throws Exception {
        String saga = saga("one");
        on.cancel(saga);
        on.engine()
                .interventions()
                .resolve("ann", saga, on.participant(saga, "one").id(), "paid back by hand");
        String before = states(saga);

        assertThat(reply(post.last(), new Answer.FailedForGood("no"))).isEqualTo(REPEATED);
        assertThat(states(saga)).isEqualTo(before);
    }

    @Test
    void aRestartSendsNothingAgainAndTheAnswerCounts() throws Exception {
        String saga = saga("one");
        on.cancel(saga);

        on.killAndStart();
        on.look();
        assertThat(post.calls).hasSize(1);
        assertThat(reply(post.last(), Answer.DONE)).isEqualTo(AWAITED);

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void anotherNodeTakesTheAnswerAndMakesTheNextCall() throws Exception {
        RunningEngine other = on.newNode(WITHIN);
        other.begin(false);
        String saga = saga("one", "two");
        on.cancel(saga);
        DueCall two = post.last();

        assertThat(other.replies()
                        .take(new Replies.Reply(
                                saga, two.participantId(), CallKind.COMPENSATE, two.replyToken(), Answer.DONE)))
                .isEqualTo(AWAITED);
        assertThat(other.awaitQuiet(RunningLedger.LONGEST)).isTrue();

        assertThat(post.log()).containsExactly("two COMPENSATE", "one COMPENSATE");
        other.abandon();
    }

    @Test
    void whoWaitsForTheEndHearsOfItAlsoWhenAnotherNodeTookTheLastAnswer() throws Exception {
        RunningEngine other = on.newNode(WITHIN);
        other.begin(false);
        String saga = saga("one");
        CompletableFuture<Void> end = on.engine().ends().of(saga);
        on.cancel(saga);
        on.look();
        assertThat(end).isNotDone();

        other.replies()
                .take(new Replies.Reply(
                        saga,
                        post.last().participantId(),
                        CallKind.COMPENSATE,
                        post.last().replyToken(),
                        Answer.DONE));
        on.look();

        assertThat(end).isCompleted();
        other.abandon();
    }

    @Test
    void aLateAnswerOfOneThatWaitsForItsTurnAgainCounts() throws Exception {
        String saga = saga("two", "three");
        on.cancel(saga);
        while (!post.last().url().equals("kafka:two")) {
            on.advance(Duration.ofMinutes(1));
        }
        DueCall two = post.last();
        on.clock.advance(WITHIN);
        on.engine().runDueWork();
        on.quiet();
        on.engine().recoveryPass().run();
        on.quiet();
        assertThat(post.last().url()).isEqualTo("kafka:three");
        assertThat(on.participant(saga, "two").call().dueAt()).isNull();

        assertThat(reply(two, Answer.DONE)).isEqualTo(UNAWAITED);

        assertThat(on.participant(saga, "two").status()).isEqualTo(ParticipantStatus.COMPENSATED);
    }
}
