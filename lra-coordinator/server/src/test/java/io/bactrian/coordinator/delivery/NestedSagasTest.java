package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.Refusal;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A nested saga as a step of its parent. */
class NestedSagasTest {

    private final RunningLedger on = new RunningLedger();

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    private String child(String parent) {
        return on.saga(OrderPolicy.BEST_EFFORT, null, parent);
    }

    @Test
    void theParentsCancelCompensatesAClosedChildInItsPlace() throws Exception {
        String parent = on.saga();
        on.join(parent, "before");
        String child = child(parent);
        on.join(child, "inside-1");
        on.join(child, "inside-2");
        on.join(parent, "behind");
        on.close(child);
        ends(child, SagaStatus.CLOSED);

        on.cancel(parent);
        on.look();

        ends(parent, SagaStatus.CANCELLED);
        ends(child, SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .filteredOn(call -> call.endsWith("COMPENSATE"))
                .containsExactly(
                        "behind COMPENSATE", "inside-2 COMPENSATE", "inside-1 COMPENSATE", "before COMPENSATE");
    }

    @Test
    void theParentsCancelWaitsForASlowChildBeforeItGoesOn() throws Exception {
        String parent = on.saga();
        on.join(parent, "before");
        String child = child(parent);
        on.join(child, "inside");
        on.script.then("inside", CallKind.COMPENSATE, Reply.of(503), Reply.of(503));
        on.cancel(parent);
        on.look();
        assertThat(on.participants.calls("before")).isEmpty();

        on.advance(Duration.ofSeconds(2));
        assertThat(on.participants.calls("before")).isEmpty();
        on.advance(Duration.ofSeconds(4));
        on.advance(Duration.ofMinutes(1));

        ends(parent, SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .containsExactly("inside COMPENSATE", "inside COMPENSATE", "inside COMPENSATE", "before COMPENSATE");
    }

    @Test
    void theParentsCloseCompletesAnOpenChild() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside");

        on.close(parent);
        on.look();
        on.advance(Duration.ofSeconds(1));

        ends(child, SagaStatus.CLOSED);
        ends(parent, SagaStatus.CLOSED);
        assertThat(on.participants.log()).containsExactly("inside COMPLETE");
    }

    @Test
    void theParentsCloseLetsAChildThatClosedBeforeForgetAndTellsItsEndOnce() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside", CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.FORGET, CallKind.AFTER);
        on.close(child);

        on.close(parent);
        on.look();

        ends(parent, SagaStatus.CLOSED);
        assertThat(on.participants.calls())
                .extracting(Call::kind)
                .containsExactly(CallKind.COMPLETE, CallKind.AFTER, CallKind.FORGET);
    }

    @Test
    void aCancelledChildLeavesItsParentAsItIs() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside");
        on.cancel(child);
        assertThat(on.status(parent)).isEqualTo(SagaStatus.ACTIVE);

        on.close(parent);
        on.look();

        ends(parent, SagaStatus.CLOSED);
        assertThat(on.participants.log()).containsExactly("inside COMPENSATE");
    }

    @Test
    void aChildThatCannotCompensateMakesItsParentFail() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside");
        on.script.always("inside", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));

        on.cancel(parent);
        on.look();
        on.advance(Duration.ofSeconds(1));

        ends(child, SagaStatus.FAILED_TO_CANCEL);
        ends(parent, SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.engine().ledger().participants(parent)).singleElement().satisfies(p -> assertThat(p.status())
                .isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE));
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 503})
    void anEndedChildIsKeptUntilItsCancellingParentHasAskedIt(int holdingUp) throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside");
        on.join(parent, "behind");
        on.close(child);
        on.script.then("behind", CallKind.COMPENSATE, Reply.of(holdingUp));
        on.cancel(parent);
        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLING);

        assertRefused(
                delete(child),
                "Saga " + child + " is nested in " + parent
                        + ", which is Cancelling and may still need it; it can be deleted once that one has ended");
        on.advance(Duration.ofMinutes(1));
        on.advance(Duration.ofMinutes(1));

        ends(parent, SagaStatus.CANCELLED);
        assertThat(on.participants.log()).endsWith("behind COMPENSATE", "inside COMPENSATE");
        assertThat(delete(child).accepted()).isTrue();
        assertThat(delete(parent).accepted()).isTrue();
    }

    @Test
    void anEndedChildIsKeptWhileAParkedOneHoldsItBackUnderStrict() throws Exception {
        String parent = on.saga(OrderPolicy.STRICT, null, null);
        String child = child(parent);
        on.join(child, "inside");
        on.join(parent, "behind");
        on.close(child);
        on.script.always("behind", CallKind.COMPENSATE, Reply.of(503));
        on.cancel(parent);
        on.untilParked();
        assertThat(on.participant(parent, "behind").isParkedOwing()).isTrue();

        assertThat(delete(child).refusal()).isEqualTo(Refusal.NOT_POSSIBLE);
        on.engine()
                .interventions()
                .resolve("ann", parent, on.participant(parent, "behind").id(), "paid back by hand");
        on.quiet();
        on.advance(Duration.ofSeconds(1));

        ends(parent, SagaStatus.CANCELLED);
        assertThat(on.participants.log()).endsWith("inside COMPENSATE");
    }

    @Test
    void anEndedGrandchildIsKeptUntilTheOutermostHasEnded() throws Exception {
        String outermost = on.saga();
        String parent = child(outermost);
        String grandchild = child(parent);
        on.join(grandchild, "inside");
        on.close(grandchild);
        on.close(parent);
        on.look();
        ends(parent, SagaStatus.CLOSED);

        assertRefused(
                delete(grandchild),
                "Saga " + grandchild + " is nested in " + outermost
                        + ", which is Active and may still need it; it can be deleted once that one has ended");
        on.cancel(outermost);
        on.look();
        on.advance(Duration.ofSeconds(1));

        ends(outermost, SagaStatus.CANCELLED);
        assertThat(on.participants.log()).containsExactly("inside COMPLETE", "inside COMPENSATE");
    }

    @Test
    void retentionKeepsAnEndedChildUntilItsParentIsGone() throws Exception {
        String outermost = on.saga(OrderPolicy.BEST_EFFORT, Duration.ofDays(100), null);
        String parent = child(outermost);
        String grandchild = child(parent);
        on.join(grandchild, "inside");
        on.close(grandchild);
        on.close(parent);
        on.advance(Duration.ofDays(31));

        on.engine().housekeeping().purge();
        on.cancel(outermost);
        on.look();
        on.advance(Duration.ofSeconds(1));

        ends(outermost, SagaStatus.CANCELLED);
        assertThat(on.participants.log()).containsExactly("inside COMPLETE", "inside COMPENSATE");
    }

    @Test
    void aChildThatNobodyKnowsAnyMoreIsNoCompensatedOne() throws Exception {
        String parent = on.saga();
        on.join(parent, "before");
        String child = child(parent);
        on.close(child);
        on.engine().ledger().delete(child);

        on.cancel(parent);
        on.look();

        ends(parent, SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.attention(parent)).isTrue();
        assertThat(on.participant(parent, "nested saga").call().lastError())
                .isEqualTo("nested saga " + child + " is not known here any more: whether it was compensated cannot be"
                        + " said, a person has to find out");
        assertThat(on.participants.log()).containsExactly("before COMPENSATE");
    }

    @Test
    void aChildThatNobodyKnowsAnyMoreHasNothingToCompleteEither() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.close(child);
        on.engine().ledger().delete(child);

        on.close(parent);
        on.look();

        ends(parent, SagaStatus.CLOSED);
    }

    /** Also when a look of the engine's own has taken the next call, and nobody sees it yet. */
    private void ends(String saga, SagaStatus as) {
        await().atMost(RunningLedger.LONGEST)
                .untilAsserted(() -> assertThat(on.status(saga)).isEqualTo(as));
    }

    private Outcome delete(String saga) {
        return on.engine().interventions().delete("lra-client", saga);
    }

    private static void assertRefused(Outcome outcome, String detail) {
        assertThat(outcome.refusal()).isEqualTo(Refusal.NOT_POSSIBLE);
        assertThat(outcome.detail()).isEqualTo(detail);
    }

    @Test
    void whoOnlyKnowsThatItHasCompletedIsStillAskedToCompensate() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside", CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.STATUS);
        on.close(child);
        on.script.then("inside", CallKind.COMPENSATE, Reply.of(503)); // it never heard of it
        on.script.then("inside", CallKind.STATUS, Reply.of(200, "Completed"));

        on.cancel(parent);
        on.look();
        on.advance(Duration.ofSeconds(2));
        on.advance(Duration.ofSeconds(2));

        ends(parent, SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .containsExactly("inside COMPLETE", "inside COMPENSATE", "inside STATUS", "inside COMPENSATE");
    }

    @Test
    void whoCouldNotCompleteIsAskedToCompensateWhenItsParentIsCancelled() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside");
        on.script.then("inside", CallKind.COMPLETE, Reply.of(409, "FailedToComplete"));
        on.close(child);
        ends(child, SagaStatus.FAILED_TO_CLOSE);

        on.cancel(parent);
        on.look();

        ends(child, SagaStatus.CANCELLED);
        ends(parent, SagaStatus.CANCELLED);
        assertThat(on.participants.log()).containsExactly("inside COMPLETE", "inside COMPENSATE");
    }

    @Test
    void aFailureAfterAResolvedOneNeedsAPersonAgain() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        String inside = on.join(child, "inside");
        on.script.then("inside", CallKind.COMPLETE, Reply.of(409, "FailedToComplete"));
        on.script.then("inside", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
        on.close(child);
        on.engine().interventions().resolve("ann", child, inside, "completed by hand");
        on.quiet();
        ends(child, SagaStatus.CLOSED);

        on.cancel(parent);
        on.look();

        ends(child, SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.engine().ledger().participants(child)).singleElement().satisfies(p -> assertThat(p.acknowledged())
                .as("a person has settled the failure to complete, not this one")
                .isFalse());
    }
}
