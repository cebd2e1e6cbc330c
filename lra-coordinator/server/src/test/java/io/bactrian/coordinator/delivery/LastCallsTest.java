package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told that a saga has ended, when that was not its last end. */
class LastCallsTest {

    private final RunningLedger on = new RunningLedger();

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    private String child(String parent) {
        return on.saga(OrderPolicy.BEST_EFFORT, null, parent);
    }

    private List<String> heard(String name) {
        return on.participants.calls(name).stream()
                .filter(call -> call.kind() == CallKind.AFTER)
                .map(Call::body)
                .toList();
    }

    private void isHeldAt(String name, CallKind kind) {
        await().atMost(RunningLedger.LONGEST).until(() -> on.participants.log().contains(name + " " + kind));
    }

    @Test
    void aListenerHearsNothingWhileItsSagaGoesOnAfterAPersonsRetry() throws Exception {
        String saga = on.saga();
        on.join(saga, "step");
        on.join(saga, "listener", CallKind.AFTER);
        on.script.then("step", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"), Reply.of(202));
        on.script.then("listener", CallKind.AFTER, Reply.of(503));
        on.cancel(saga);
        assertThat(heard("listener")).containsExactly("FailedToCancel");

        on.engine().interventions().retry("ann", saga);
        on.quiet();
        on.advance(Duration.ofSeconds(3));
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
        assertThat(heard("listener")).containsExactly("FailedToCancel");
        on.advance(Duration.ofMinutes(1));

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(heard("listener")).containsExactly("FailedToCancel", "Cancelled");
    }

    @Test
    void aListenerThatWasGivenUpHearsOfTheNextEnd() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "listener", CallKind.AFTER);
        on.script.always("listener", CallKind.AFTER, Reply.of(503));
        on.close(child);
        on.untilParked();
        on.script.always("listener", CallKind.AFTER, Reply.of(200));

        on.cancel(parent);
        on.look();

        assertThat(on.status(child)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(heard("listener")).endsWith("Closed", "Cancelled");
        assertThat(on.attention(child)).isFalse();
    }

    @Test
    void whoeverIsBeingToldAnEndHearsAlsoOfTheNextOne() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "listener", CallKind.AFTER);
        CountDownLatch gate = on.script.hold("listener", CallKind.AFTER);
        on.engine().decisions().close(child, null);
        isHeldAt("listener", CallKind.AFTER);

        on.engine().decisions().cancel(parent, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST).until(() -> on.status(child) == SagaStatus.CANCELLED);
        gate.countDown();
        on.look();

        assertThat(heard("listener")).containsExactly("Closed", "Cancelled");
    }

    @Test
    void nobodyIsAskedToCompensateWhileItIsStillBeingToldOfAnotherEnd() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "before");
        on.join(child, "slow", CallKind.COMPENSATE, CallKind.AFTER);
        CountDownLatch gate = on.script.hold("slow", CallKind.AFTER);
        on.engine().decisions().close(child, null);
        isHeldAt("slow", CallKind.AFTER);

        on.engine().decisions().cancel(parent, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST).until(() -> on.status(child) == SagaStatus.CANCELLING);
        on.engine().runDueWork();
        assertThat(on.participants.log()).containsExactlyInAnyOrder("before COMPLETE", "slow AFTER");
        gate.countDown();
        on.look();

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .filteredOn(call -> !call.equals("before COMPLETE"))
                .containsExactly("slow AFTER", "slow COMPENSATE", "before COMPENSATE", "slow AFTER");
        assertThat(heard("slow")).containsExactly("Closed", "Cancelled");
    }

    @Test
    void whoeverWasBeingToldWhenItsNodeDiedIsAskedToCompensateAtOnce() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "slow", CallKind.COMPENSATE, CallKind.AFTER);
        CountDownLatch gate = on.script.hold("slow", CallKind.AFTER);
        on.engine().decisions().close(child, null);
        isHeldAt("slow", CallKind.AFTER);
        on.engine().decisions().cancel(parent, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST).until(() -> on.status(child) == SagaStatus.CANCELLING);

        on.kill();
        gate.countDown();
        on.start();
        on.look();
        on.advance(Duration.ofSeconds(1));

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log()).containsExactly("slow AFTER", "slow COMPENSATE", "slow AFTER");
    }

    private static final CallKind[] WITH_FORGET = {CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.FORGET};

    /** One that was closed in a closed saga on its own, and one that this saga has closed. */
    private String closedInAClosedOne() throws Exception {
        String outermost = on.saga();
        String parent = child(outermost);
        String inner = child(parent);
        on.join(inner, "early", WITH_FORGET);
        on.join(child(parent), "late", WITH_FORGET);
        on.close(inner);
        on.close(parent);
        on.look();
        on.advance(Duration.ofSeconds(1));
        assertThat(on.status(parent)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.participants.log()).containsExactly("early COMPLETE", "late COMPLETE");
        return outermost;
    }

    @Test
    void nobodyForgetsWhatASagaFurtherOutHasUndone() throws Exception {
        String outermost = closedInAClosedOne();

        on.cancel(outermost);
        on.look();
        on.advance(Duration.ofSeconds(1));

        assertThat(on.status(outermost)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .containsExactly("early COMPLETE", "late COMPLETE", "late COMPENSATE", "early COMPENSATE");
    }

    @Test
    void whatASagaFurtherOutMightHaveUndoneIsForgottenWhenThatOneCloses() throws Exception {
        String outermost = closedInAClosedOne();

        on.close(outermost);
        on.look();

        assertThat(on.status(outermost)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.participants.log())
                .hasSize(4)
                .filteredOn(call -> call.endsWith("FORGET"))
                .containsExactlyInAnyOrder("early FORGET", "late FORGET");
    }

    @Test
    void whoIsStillToBeToldTheEndForgetsAfterwards() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "slow", CallKind.COMPENSATE, CallKind.FORGET, CallKind.AFTER);
        on.script.then("slow", CallKind.AFTER, Reply.of(503));
        on.close(child);

        on.close(parent);
        on.look();
        assertThat(on.participants.log()).containsExactly("slow AFTER");
        on.advance(Duration.ofSeconds(2));

        assertThat(on.participants.log()).containsExactly("slow AFTER", "slow AFTER", "slow FORGET");
    }

    @Test
    void whoCouldNotBeToldTheEndForgetsWhenAPersonWritesThatOff() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        String slow = on.join(child, "slow", CallKind.COMPENSATE, CallKind.FORGET, CallKind.AFTER);
        on.script.always("slow", CallKind.AFTER, Reply.of(503));
        on.close(child);
        on.close(parent);
        on.untilParked();

        on.engine().interventions().resolve("ann", child, slow, "nobody listens there any more");
        on.quiet();

        assertThat(on.participants.log()).endsWith("slow AFTER", "slow FORGET");
        assertThat(on.attention(child)).isFalse();
    }

    @Test
    void whoHasForgottenIsNotToldAgainAfterACrash() throws Exception {
        String parent = on.saga();
        String child = child(parent);
        on.join(child, "inside", WITH_FORGET);
        on.close(child);
        on.close(parent);
        on.look();
        on.kill();
        on.start();
        // the child's part was committed, the record of its answer was not
        on.execute("UPDATE saga SET status = 'CLOSING', ended_at = NULL WHERE id = '" + parent + "'");
        on.execute("UPDATE participant SET status = 'COMPLETING', ended_at = NULL, call_kind = 'COMPLETE',"
                + " due_at = joined_at WHERE saga_id = '" + parent + "'");

        on.look();

        assertThat(on.status(parent)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.participants.log()).containsExactly("inside COMPLETE", "inside FORGET");
    }
}
