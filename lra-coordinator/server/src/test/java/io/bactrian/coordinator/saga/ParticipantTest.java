package io.bactrian.coordinator.saga;

import static io.bactrian.coordinator.saga.Given.NOW;
import static io.bactrian.coordinator.saga.Given.TOOK;
import static io.bactrian.coordinator.saga.Given.active;
import static io.bactrian.coordinator.saga.Given.attempts;
import static io.bactrian.coordinator.saga.Given.called;
import static io.bactrian.coordinator.saga.Given.compensated;
import static io.bactrian.coordinator.saga.Given.compensating;
import static io.bactrian.coordinator.saga.Given.failed;
import static io.bactrian.coordinator.saga.Given.left;
import static io.bactrian.coordinator.saga.Given.parked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ParticipantTest {

    @Test
    void leavesOnlyBeforeTheDecision() {
        assertThat(left(1).status()).isEqualTo(ParticipantStatus.LEFT);

        assertThatThrownBy(() -> compensating(1).leave(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("participant p-1 of saga s-1 is Compensating and cannot leave");
    }

    @Test
    void beginsToCompensateWhenActiveOrCompleted() {
        Participant completed = active(1);
        completed.beginCompleting(NOW);
        completed.claim("token", "node");
        completed.done(NOW, TOOK);
        assertThat(completed.status()).isEqualTo(ParticipantStatus.COMPLETED);

        completed.beginCompensating(NOW);

        assertThat(completed.status()).isEqualTo(ParticipantStatus.COMPENSATING);
        assertThat(completed.endedAt()).isNull();
        assertThatThrownBy(() -> left(1).beginCompensating(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("participant p-1 of saga s-1 is Left and cannot begin compensating");
        assertThatThrownBy(() -> compensated(1).beginCompensating(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("participant p-1 of saga s-1 is Compensated and cannot begin compensating");
    }

    @Test
    void beginsToCompleteOnlyWhenActive() {
        assertThatThrownBy(() -> compensating(1).beginCompleting(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("participant p-1 of saga s-1 is Compensating and cannot begin completing");
    }

    @Test
    void whoHasNothingToCallIsDoneAtOnce() {
        Participant listener = active(1, new Links(null, null, null, null, "http://p/after", null));
        listener.beginCompensating(NOW);
        assertThat(listener.status()).isEqualTo(ParticipantStatus.COMPENSATED);

        Participant compensateOnly = active(2, new Links("http://p/compensate", null, null, null, null, null));
        compensateOnly.beginCompleting(NOW);
        assertThat(compensateOnly.status()).isEqualTo(ParticipantStatus.COMPLETED);
        assertThat(compensateOnly.call().kind()).isNull();
    }

    @Test
    void isNotCalledForCompensationBeforeItsTurn() {
        Participant participant = compensating(1);
        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.call().dueAt()).isNull();

        participant.takeTurn(NOW);
        assertThat(participant.call().dueAt()).isEqualTo(NOW);
    }

    @Test
    void aTurnDisturbsNeitherACallUnderWayNorAWaitNorAParkedOne() {
        Participant claimed = called(compensating(1));
        claimed.takeTurn(NOW.plusSeconds(1));
        assertThat(claimed.call().dueAt()).isNull();
        assertThat(claimed.call().claim()).isEqualTo("token");

        Participant waiting = called(compensating(1));
        waiting.tryAgain("it answered 500", true, attempts(5), NOW, TOOK);
        assertThat(waiting.call().dueAt()).isAfterOrEqualTo(NOW.plusMillis(500));
        var due = waiting.call().dueAt();
        waiting.takeTurn(NOW);
        assertThat(waiting.call().dueAt()).isEqualTo(due);

        Participant parked = parked(1);
        parked.takeTurn(NOW);
        assertThat(parked.call().dueAt()).isNull();
    }

    @Test
    void parksWhenItsAttemptsAreSpent() {
        Participant participant = compensating(1);
        for (int attempt = 1; attempt <= 3; attempt++) {
            participant.force(NOW);
            participant.claim("token-" + attempt, "node");
            assertThat(participant.call().parked()).isFalse();
            participant.tryAgain("it answered 500", true, attempts(3), NOW, TOOK);
        }

        assertThat(participant.call().parked()).isTrue();
        assertThat(participant.isParkedOwing()).isTrue();
        assertThat(participant.call().dueAt()).isNull();
        assertThat(participant.call().attempts()).isEqualTo(3);
        assertThat(participant.call().lastError()).isEqualTo("it answered 500");
    }

    @Test
    void forcedFailuresDoNotCount() {
        Participant participant = compensating(1);
        for (int attempt = 1; attempt <= 20; attempt++) {
            participant.force(NOW);
            participant.claim("token-" + attempt, "node");
            participant.tryAgain("it answered 500", false, attempts(3), NOW, TOOK);
        }

        assertThat(participant.call().failures()).isZero();
        assertThat(participant.call().attempts()).isEqualTo(20);
        assertThat(participant.call().parked()).isFalse();
    }

    @Test
    void aParkedOneThatFailsAgainStaysParked() {
        Participant participant = parked(1);
        participant.force(NOW);
        participant.claim("token", "node");
        participant.tryAgain("it answered 503", false, attempts(3), NOW, TOOK);

        assertThat(participant.call().parked()).isTrue();
        assertThat(participant.call().dueAt()).isNull();
        assertThat(participant.call().lastError()).isEqualTo("it answered 503");
    }

    @Test
    void aRetryByAPersonGivesAParkedOneAFullSetOfAttempts() {
        Participant participant = parked(1);

        participant.retry(NOW);

        assertThat(participant.call().parked()).isFalse();
        assertThat(participant.call().failures()).isZero();
    }

    @Test
    void aRetryByAPersonAsksOneThatFailedForGoodAgain() {
        Participant participant = failed(1);
        assertThat(participant.status()).isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE);

        participant.retry(NOW);

        assertThat(participant.status()).isEqualTo(ParticipantStatus.COMPENSATING);
        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.endedAt()).isNull();
    }

    @Test
    void resolvingSettlesWhatItOwesInTheDirectionOfTheSaga() {
        Participant compensating = parked(1);
        compensating.resolve(NOW);
        assertThat(compensating.status()).isEqualTo(ParticipantStatus.COMPENSATED);
        assertThat(compensating.call().kind()).isNull();

        Participant completing = active(1);
        completing.beginCompleting(NOW);
        completing.resolve(NOW);
        assertThat(completing.status()).isEqualTo(ParticipantStatus.COMPLETED);
    }

    @Test
    void resolvingAnUndeliveredAfterDoesNotChangeHowItsPartEnded() {
        Participant participant = compensated(1);
        participant.owe(CallKind.AFTER, NOW);
        participant.claim("token", "node");
        participant.tryAgain("it answered 500", true, attempts(1), NOW, TOOK);
        assertThat(participant.call().parked()).isTrue();

        participant.resolve(NOW.plusSeconds(9));

        assertThat(participant.status()).isEqualTo(ParticipantStatus.COMPENSATED);
        assertThat(participant.endedAt()).isEqualTo(NOW);
        assertThat(participant.call().kind()).isNull();
        assertThat(participant.call().parked()).isFalse();
    }

    @Test
    void oneThatFailedForGoodIsAskedToForgetIfItHasALinkForThat() {
        Participant participant = active(1, Given.withForget());
        participant.beginCompensating(NOW);
        called(participant).failedForGood("it answered 409 failedtocompensate", NOW, TOOK);
        assertThat(participant.status()).isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE);
        assertThat(participant.call().kind()).isEqualTo(CallKind.FORGET);
        assertThat(participant.call().dueAt()).isEqualTo(NOW);

        assertThat(failed(2).call().kind()).isNull();
        assertThat(failed(2).call().lastError()).isEqualTo("it answered 409 failedtocompensate");
    }

    @Test
    void inProgressIsAskedByStatusLinkElseByLocationElseByTheSameCall() {
        Participant byLink = active(1, Given.withStatus());
        byLink.beginCompensating(NOW);
        called(byLink).inProgress(null, null, NOW, TOOK);
        assertThat(byLink.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(byLink.call().dueAt()).isBetween(NOW.plusMillis(250), NOW.plusMillis(275));

        Participant byLocation = called(compensating(1));
        byLocation.inProgress("http://p/jobs/7", null, NOW, TOOK);
        assertThat(byLocation.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(byLocation.call().location()).isEqualTo("http://p/jobs/7");

        Participant again = called(compensating(1));
        again.inProgress(null, null, NOW, TOOK);
        assertThat(again.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(again.call().dueAt()).isBetween(NOW.plusSeconds(5), NOW.plusMillis(5_500));
    }

    @Test
    void beingInProgressNeverParks() {
        Participant participant = called(compensating(1));
        for (int i = 0; i < 100; i++) {
            participant.inProgress(null, null, NOW, TOOK);
            participant.claim("token", "node");
        }

        assertThat(participant.call().parked()).isFalse();
        assertThat(participant.call().failures()).isZero();
    }

    @Test
    void whoHasAStatusLinkIsAskedBeforeItIsCalledAgain() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).tryAgain("no answer", true, attempts(5), NOW, TOOK);
        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);

        participant.claim("token", "node");
        participant.repeat("asked for its status it answered 404", true, true, attempts(5), NOW, TOOK);
        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.call().dueAt()).isEqualTo(NOW);
        assertThat(participant.call().failures())
                .as("its call has been counted")
                .isEqualTo(1);
    }

    @Test
    void oneThatWasAtItAndHasFailedIsCalledAgainAfterAWait() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).inProgress(null, null, NOW, TOOK);

        called(participant).repeat("asked for its status it answered 404: Failed", true, true, attempts(5), NOW, TOOK);
        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.call().dueAt()).isAfter(NOW);
        assertThat(participant.call().failures()).isEqualTo(1);
    }

    @Test
    void oneThatWasAtItIsAskedForLongBeforeItIsCalledBesideItself() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).inProgress(null, null, NOW, TOOK);
        Instant now = NOW;

        while (participant.call().kind() == CallKind.STATUS) {
            called(participant).repeat("asked for its status it answered 404", false, true, attempts(5), now, TOOK);
            now = participant.call().dueAt();
        }

        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(now).isBetween(NOW.plusSeconds(7), NOW.plusSeconds(9));
        assertThat(participant.call().failures())
                .as("one that knows nothing of it has not failed")
                .isZero();
    }

    @Test
    void aQuestionThatFailedDoesNotForgetThatItWasAtIt() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).inProgress(null, null, NOW, TOOK);

        called(participant).tryAgain("asked for its status it answered 503", true, attempts(5), NOW, TOOK);
        called(participant).repeat("asked for its status it answered 404", false, true, attempts(5), NOW, TOOK);

        assertThat(participant.call().kind()).as("asked on").isEqualTo(CallKind.STATUS);
    }

    @Test
    void aFailureThatDoesNotCountIsCalledAgainAtOnce() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).inProgress(null, null, NOW, TOOK);

        called(participant).repeat("asked for its status it answered 404: Failed", true, false, attempts(5), NOW, TOOK);

        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.call().dueAt()).isEqualTo(NOW);
        assertThat(participant.call().failures()).isZero();
    }

    @Test
    void eachWordThatItIsAtItEndsTheDoubtAndNoneMakesItAskedMoreOften() {
        Participant participant = active(1, Given.withStatus());
        participant.beginCompensating(NOW);
        called(participant).inProgress(null, null, NOW, TOOK);

        for (int i = 0; i < 150; i++) {
            called(participant).repeat("asked for its status it answered 404", false, true, attempts(5), NOW, TOOK);
            assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);
            called(participant).inProgress(null, null, NOW, TOOK);
        }

        assertThat(participant.call().dueAt()).isAfterOrEqualTo(NOW.plusSeconds(60));
        called(participant).repeat("asked for its status it answered 404: Failed", true, true, attempts(5), NOW, TOOK);
        assertThat(participant.call().failures()).isEqualTo(1);
    }

    @Test
    void itsOwnRetryPolicyGoesBeforeTheServers() {
        Participant participant = Participant.joining(
                new Enlistment("s-1", 1, "p-1", null, NOW),
                new Terms(
                        Given.links(),
                        null,
                        null,
                        new RetryPolicy(Duration.ofSeconds(9), 1, Duration.ofSeconds(9), 2),
                        false,
                        null));
        participant.beginCompensating(NOW);
        called(participant).tryAgain("no answer", true, attempts(1), NOW, TOOK);

        assertThat(participant.call().parked()).isFalse();
        assertThat(participant.call().dueAt()).isBetween(NOW.plusSeconds(9), NOW.plusMillis(9_900));
    }

    @Test
    void waitsForAnAnswerThatComesByItselfUntilItsTimeIsOver() {
        Participant participant = called(compensating(1));
        participant.sent(true, NOW, NOW.plusSeconds(30));

        assertThat(participant.call().claim()).isNull();
        assertThat(participant.call().isUnderWay()).isTrue();
        assertThat(participant.call().isSilentAt(NOW.plusMillis(29_999))).isFalse();
        assertThat(participant.call().isSilentAt(NOW.plusSeconds(30))).isTrue();
    }

    @Test
    void whatCouldNotBeSentIsNoAttemptAndNeverParks() {
        Participant participant = called(compensating(1));
        for (int i = 0; i < 100; i++) {
            participant.undelivered("the broker is away", NOW);
            assertThat(participant.call().dueAt()).isBetween(NOW.plusMillis(500), NOW.plusSeconds(11));
            participant.claim("token", "node");
        }

        assertThat(participant.call().attempts()).isEqualTo(1);
        assertThat(participant.call().failures()).isZero();
        assertThat(participant.call().parked()).isFalse();
    }

    @Test
    void aParkedOneThatCouldNotBeSentStaysParked() {
        Participant participant = parked(1);
        participant.force(NOW);
        participant.claim("token", "node");
        participant.undelivered("the broker is away", NOW);

        assertThat(participant.call().parked()).isTrue();
        assertThat(participant.call().dueAt()).isNull();
    }

    @Test
    void aPlaceThatDoesNotAnswerAfterARetryIsForgotten() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        isAskedInVain(participant);
        isAskedInVain(participant);
        assertThat(participant.call().parked()).isTrue();
        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);

        participant.retry(NOW);
        assertThat(participant.call().location()).as("asked once more").isEqualTo("http://pod-7/jobs/1");
        isAskedInVain(participant);

        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
        assertThat(participant.call().location()).isNull();
        assertThat(participant.call().parked()).isFalse();
    }

    @Test
    void aPlaceThatAnswersAfterARetryIsAskedOn() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        isAskedInVain(participant);
        isAskedInVain(participant);
        participant.retry(NOW);
        participant.claim("token", "node");
        participant.inProgress(null, null, NOW, TOOK);

        isAskedInVain(participant);

        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(participant.call().location()).isEqualTo("http://pod-7/jobs/1");
    }

    @Test
    void aRetryOfWhatIsInProgressForgetsNoPlace() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        participant.retry(NOW);

        isAskedInVain(participant);

        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(participant.call().location()).isEqualTo("http://pod-7/jobs/1");
    }

    @Test
    void aForcedPassForgetsNoPlace() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        isAskedInVain(participant);
        isAskedInVain(participant);
        participant.force(NOW);

        isAskedInVain(participant);

        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(participant.call().location()).isEqualTo("http://pod-7/jobs/1");
    }

    @Test
    void aForcedPassThatLetsItWaitForItsTurnForgetsNoPlace() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        isAskedInVain(participant);
        isAskedInVain(participant);
        participant.force(NOW);
        participant.awaitTurn(NOW);
        participant.takeTurn(NOW);

        isAskedInVain(participant);

        assertThat(participant.call().kind()).isEqualTo(CallKind.STATUS);
        assertThat(participant.call().location()).isEqualTo("http://pod-7/jobs/1");
    }

    @Test
    void whoHasMovedIsCalledAgainInsteadOfAskedWhereItWas() {
        Participant participant = inProgressAt("http://pod-7/jobs/1");
        participant.replaceTerms(participant.terms().withData("other"));
        assertThat(participant.call().location()).isEqualTo("http://pod-7/jobs/1");

        participant.replaceTerms(participant.terms().withLinks(Given.withForget()));
        participant.claim("token", "node");

        assertThat(participant.call().kind()).isEqualTo(CallKind.COMPENSATE);
    }

    @Test
    void whoHasMovedWhileItIsAskedIsHeardOnceMore() {
        Participant done = inProgressAt("http://pod-7/jobs/1");
        done.claim("token", "node");
        done.replaceTerms(done.terms().withLinks(Given.withForget()));
        assertThat(done.call().kind()).isEqualTo(CallKind.STATUS);
        done.done(NOW, TOOK);
        assertThat(done.status()).isEqualTo(ParticipantStatus.COMPENSATED);

        Participant gone = inProgressAt("http://pod-7/jobs/1");
        gone.claim("token", "node");
        gone.replaceTerms(gone.terms().withLinks(Given.withForget()));
        gone.tryAgain("no answer", true, attempts(2), NOW, TOOK);
        gone.claim("token", "node");
        assertThat(gone.call().kind()).isEqualTo(CallKind.COMPENSATE);
    }

    private static Participant inProgressAt(String place) {
        Participant participant = called(compensating(1));
        participant.inProgress(place, null, NOW, TOOK);
        return participant;
    }

    private static void isAskedInVain(Participant participant) {
        participant.claim("token", "node");
        participant.tryAgain("no answer", true, attempts(2), NOW, TOOK);
    }

    @Test
    void isAskedFromItsTurnUntilItHasAnswered() {
        Participant participant = compensating(1);
        assertThat(participant.isAsked()).as("it waits for its turn").isFalse();
        participant.takeTurn(NOW);
        assertThat(participant.isAsked()).isTrue();
        participant.claim("token", "node");
        assertThat(participant.isAsked()).isTrue();
        participant.sent(true, NOW, NOW.plusSeconds(30));
        assertThat(participant.isAsked()).isTrue();
        assertThat(parked(2).isAsked()).isTrue();
        participant.done(NOW, TOOK);
        assertThat(participant.isAsked()).isFalse();
    }

    @Test
    void hasATokenThatNobodyGuessesAndKeepsIt() {
        Participant one = active(1);
        String token = one.replyToken();
        one.replaceTerms(one.terms().withLinks(Given.withForget()));

        assertThat(token).hasSize(32).isNotEqualTo(active(1).replyToken());
        assertThat(one.replyToken()).isEqualTo(token);
        assertThat(one.isReplyToken(token)).isTrue();
        assertThat(one.isReplyToken(token + "x")).isFalse();
    }

    @Test
    void oneThatJoinedBeforeThereWereTokensGetsOneWithItsNewLinks() {
        Participant old = active(1);
        Participant without =
                new Participant(old.enlistment(), old.terms(), old.status(), old.step(), old.call(), false, null, null);
        assertThat(without.isReplyToken("")).isFalse();

        without.replaceTerms(old.terms().withLinks(Given.withForget()));

        assertThat(without.replyToken()).hasSize(32);
    }

    @Test
    void isChangedOnlyByWhatDiffersFromWhatWasRead() {
        Participant participant = active(1);
        assertThat(participant.isChanged()).isFalse();
        participant.takeTurn(NOW);
        assertThat(participant.isChanged()).isTrue();
    }
}
