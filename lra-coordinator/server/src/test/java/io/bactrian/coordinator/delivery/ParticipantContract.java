package io.bactrian.coordinator.delivery;

import static io.bactrian.coordinator.delivery.Wire.Says.DONE;
import static io.bactrian.coordinator.delivery.Wire.Says.IMPOSSIBLE;
import static io.bactrian.coordinator.delivery.Wire.Says.IN_PROGRESS;
import static io.bactrian.coordinator.delivery.Wire.Says.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.Wire.Call;
import io.bactrian.coordinator.delivery.Wire.Says;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import io.bactrian.coordinator.saga.Trace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every participant, whatever it is called over: order, retries with back-off under one idempotency key,
 * parking, answers "in progress" and "never", and who hears how it ended.
 */
public abstract class ParticipantContract {

    private static final CallKind[] BOTH = RunningLedger.BOTH;

    private Wire wire;
    private RunningLedger on;

    /** A new way to participants; {@code NOTHING} of what earlier tests did is on it. */
    protected abstract Wire newWire();

    @BeforeEach
    void begin() {
        wire = newWire();
        on = new RunningLedger(wire::transport);
        wire.bringAnswersTo(on);
    }

    @AfterEach
    void end() throws Exception {
        on.close();
        wire.close();
    }

    private String saga(OrderPolicy order, String... names) {
        String saga = on.saga(order, null, null);
        for (String name : names) {
            on.join(saga, name, wire.links(name, BOTH));
        }
        return saga;
    }

    private void cancel(String saga) throws Exception {
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        wire.settle(on);
    }

    private void close(String saga) throws Exception {
        on.engine().decisions().close(saga, null);
        wire.settle(on);
    }

    private void advance(Duration by) throws Exception {
        on.clock.advance(by);
        do {
            on.engine().runDueWork();
            wire.settle(on);
        } while (!on.engine().ledger().sagasWithDueCalls(on.clock.instant(), 1).isEmpty());
    }

    private void untilParked() throws Exception {
        for (int i = 0; i < 5; i++) {
            wire.passSilence(on);
            advance(Duration.ofMinutes(2));
        }
    }

    private List<String> log() {
        return wire.calls().stream().map(Call::what).toList();
    }

    private List<Call> calls(String name) {
        return wire.calls().stream().filter(call -> call.name().equals(name)).toList();
    }

    private int failures(String saga, String name) {
        return on.participant(saga, name).call().failures();
    }

    @Test
    void compensatesInReverseOrderOfJoining() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "two", "three");
        cancel(saga);

        assertThat(log()).containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void completesEverybodyAndNobodyTwice() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "two");
        close(saga);
        advance(Duration.ofHours(1));

        assertThat(log()).containsExactlyInAnyOrder("one COMPLETE", "two COMPLETE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CLOSED);
    }

    @Test
    void callsAgainWithBackOffUnderOneIdempotencyKeyThenParks() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "stock");
        wire.always("stock", CallKind.COMPENSATE, NOTHING);
        cancel(saga);
        wire.passSilence(on);
        assertThat(failures(saga, "stock")).isEqualTo(1);
        advance(Duration.ofMillis(900));
        assertThat(calls("stock")).hasSize(1);

        advance(Duration.ofMillis(300));
        assertThat(calls("stock")).hasSize(2);
        wire.passSilence(on);
        advance(Duration.ofMillis(1_900));
        assertThat(calls("stock")).hasSize(2);
        advance(Duration.ofMillis(400));
        wire.passSilence(on);
        advance(Duration.ofHours(1));

        assertThat(calls("stock")).extracting(Call::attempt).containsExactly(1, 2, 3);
        assertThat(calls("stock"))
                .extracting(Call::recoveryUrl)
                .containsOnly("http://localhost/lra-coordinator/recovery/" + saga + "/"
                        + on.participant(saga, "stock").id());
        assertThat(on.participant(saga, "stock").isParkedOwing()).isTrue();
        assertThat(on.attention(saga)).isTrue();
        assertThat(on.timeline(saga)).containsOnlyOnce("PARKED");
    }

    @Test
    void theEarlierGoOnPastAParkedOneUnderBestEffort() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "two", "three");
        wire.always("three", CallKind.COMPENSATE, NOTHING);
        cancel(saga);
        untilParked();
        assertThat(log()).containsSubsequence("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);

        wire.always("three", CallKind.COMPENSATE, DONE);
        on.engine().interventions().retry("ann", saga);
        wire.settle(on);

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.attention(saga)).isFalse();
    }

    @Test
    void aParkedOneHoldsTheEarlierUnderStrict() throws Exception {
        String saga = saga(OrderPolicy.STRICT, "one", "two");
        wire.always("two", CallKind.COMPENSATE, NOTHING);
        cancel(saga);
        untilParked();
        assertThat(log()).doesNotContain("one COMPENSATE");

        on.engine()
                .interventions()
                .resolve("ann", saga, on.participant(saga, "two").id(), "paid back by hand");
        wire.settle(on);

        assertThat(log()).endsWith("one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void aForcedPassCallsTheParkedInOrder() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "two");
        for (String name : new String[] {"one", "two"}) {
            wire.always(name, CallKind.COMPENSATE, NOTHING);
        }
        cancel(saga);
        untilParked();
        untilParked();
        int before = wire.calls().size();
        for (String name : new String[] {"one", "two"}) {
            wire.always(name, CallKind.COMPENSATE, DONE);
        }

        on.engine().recoveryPass().run();
        wire.settle(on);

        assertThat(log().subList(before, before + 2)).containsExactly("two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void oneInProgressIsCalledAgainLaterAndSpendsNoAttempt() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "slow");
        wire.then("slow", CallKind.COMPENSATE, IN_PROGRESS, IN_PROGRESS);
        cancel(saga);
        advance(Duration.ofSeconds(4));
        assertThat(log()).containsExactly("slow COMPENSATE");

        advance(wire.longestProgress());
        assertThat(log()).containsExactly("slow COMPENSATE", "slow COMPENSATE");
        assertThat(failures(saga, "slow")).isZero();
        advance(wire.longestProgress());

        assertThat(log()).containsExactly("slow COMPENSATE", "slow COMPENSATE", "slow COMPENSATE", "one COMPENSATE");
        assertThat(calls("slow")).extracting(Call::attempt).containsExactly(1, 2, 3);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.timeline(saga)).contains("IN_PROGRESS").doesNotContain("ATTEMPT_FAILED");
    }

    @Test
    void oneThatNeverWillIsNotAskedAgainAndHoldsTheEarlierOnlyUnderStrict() throws Exception {
        wire.always("unable", CallKind.COMPENSATE, IMPOSSIBLE);
        String strict = saga(OrderPolicy.STRICT, "one", "unable");
        cancel(strict);
        advance(Duration.ofHours(1));
        assertThat(log()).containsExactly("unable COMPENSATE");
        assertThat(on.attention(strict)).isTrue();

        String bestEffort = saga(OrderPolicy.BEST_EFFORT, "one", "unable");
        cancel(bestEffort);

        assertThat(log()).endsWith("unable COMPENSATE", "one COMPENSATE");
        assertThat(on.status(bestEffort)).isEqualTo(SagaStatus.FAILED_TO_CANCEL);
        assertThat(on.participant(bestEffort, "unable").status()).isEqualTo(ParticipantStatus.FAILED_TO_COMPENSATE);
        assertThat(on.participant(bestEffort, "unable").call().lastError()).containsIgnoringCase("FailedToCompensate");
    }

    @Test
    void oneThatCannotCompleteFailsTheClose() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "unable");
        wire.always("unable", CallKind.COMPLETE, IMPOSSIBLE);
        close(saga);

        assertThat(on.status(saga)).isEqualTo(SagaStatus.FAILED_TO_CLOSE);
        assertThat(on.participant(saga, "one").status()).isEqualTo(ParticipantStatus.COMPLETED);
    }

    @Test
    void whoFailedForGoodIsToldToForgetAndThenHowItEnded() throws Exception {
        String saga = on.saga();
        on.join(saga, "unable", wire.links("unable", CallKind.COMPENSATE, CallKind.FORGET, CallKind.AFTER));
        wire.always("unable", CallKind.COMPENSATE, IMPOSSIBLE);
        cancel(saga);
        advance(Duration.ofSeconds(1));

        assertThat(log()).containsExactly("unable COMPENSATE", "unable FORGET", "unable AFTER");
        assertThat(calls("unable").get(2).body()).contains("FailedToCancel");
        assertThat(on.timeline(saga)).containsSubsequence("FAILED_FOR_GOOD", "HEARD", "HEARD");
    }

    @Test
    void aListenerHearsHowItEndedOnce() throws Exception {
        String saga = on.saga();
        on.join(saga, "listener", wire.links("listener", CallKind.AFTER));
        close(saga);
        advance(Duration.ofHours(1));

        assertThat(log()).containsExactly("listener AFTER");
        assertThat(calls("listener").get(0).body()).contains("Closed");
        assertThat(on.participant(saga, "listener").call().kind()).isNull();
    }

    @Test
    void dataResultsAndTraceComeBackWithTheCall() throws Exception {
        String saga = on.saga();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Terms terms = new Terms(
                wire.links("stock", BOTH), "stock", "order 4711, grün", null, true, null, new Trace(trace, null));
        String id = on.engine()
                .enrolment()
                .join(saga, new Enrolment.Join(terms, null, null, null))
                .requireParticipant()
                .id();
        on.engine().corrections().report(saga, id, new StepReport(StepState.DONE, "{\"pieces\":3}", null));
        cancel(saga);

        Call call = calls("stock").get(0);
        assertThat(call.body()).isEqualTo("{\"data\":\"order 4711, grün\",\"results\":{\"pieces\":3}}");
        assertThat(call.traceparent()).isEqualTo(trace);
    }

    @Test
    void aKilledNodeLosesNothing() throws Exception {
        String saga = saga(OrderPolicy.BEST_EFFORT, "one", "two");
        wire.then("two", CallKind.COMPENSATE, NOTHING);
        cancel(saga);

        on.killAndStart();
        wire.bringAnswersTo(on);
        wire.passSilence(on);
        advance(Duration.ofSeconds(2));

        assertThat(log()).containsExactly("two COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    /** Shorthand for subclasses' scripts. */
    protected static String word(CallKind kind, Says says) {
        boolean compensating = kind == CallKind.COMPENSATE;
        return switch (says) {
            case DONE -> compensating ? "Compensated" : "Completed";
            case IN_PROGRESS -> compensating ? "Compensating" : "Completing";
            case IMPOSSIBLE -> compensating ? "FailedToCompensate" : "FailedToComplete";
            case NOTHING -> throw new IllegalArgumentException("nothing is said without a word");
        };
    }
}
