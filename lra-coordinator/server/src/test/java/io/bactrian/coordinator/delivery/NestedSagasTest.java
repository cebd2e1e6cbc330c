package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        assertThat(on.status(child)).isEqualTo(SagaStatus.CLOSED);

        on.cancel(parent);
        on.look();

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.status(child)).isEqualTo(SagaStatus.CANCELLED);
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

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
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

        assertThat(on.status(child)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.status(parent)).isEqualTo(SagaStatus.CLOSED);
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

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CLOSED);
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

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CLOSED);
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

        assertThat(on.status(child)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.status(parent)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.engine().ledger().participants(parent)).singleElement().satisfies(p -> assertThat(p.status())
                .isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE));
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

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
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
        assertThat(on.status(child)).isEqualTo(SagaStatus.FAILED_TO_CLOSE);

        on.cancel(parent);
        on.look();

        assertThat(on.status(child)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
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
        assertThat(on.status(child)).isEqualTo(SagaStatus.CLOSED);

        on.cancel(parent);
        on.look();

        assertThat(on.status(child)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.engine().ledger().participants(child)).singleElement().satisfies(p -> assertThat(p.acknowledged())
                .as("a person has settled the failure to complete, not this one")
                .isFalse());
    }
}
