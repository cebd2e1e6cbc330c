package io.bactrian.coordinator.saga;

import static io.bactrian.coordinator.saga.Given.NOW;
import static io.bactrian.coordinator.saga.Given.saga;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SagaTest {

    @ParameterizedTest
    @EnumSource
    void onlyAnActiveOneIsClosed(SagaStatus status) {
        check(status, "close", EnumSet.of(SagaStatus.ACTIVE), SagaStatus.CLOSING, saga -> saga.decideClose(null, NOW));
    }

    @ParameterizedTest
    @EnumSource
    void onlyAnActiveOneIsCancelled(SagaStatus status) {
        check(
                status,
                "cancel",
                EnumSet.of(SagaStatus.ACTIVE),
                SagaStatus.CANCELLING,
                saga -> saga.decideCancel("why", false, NOW));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedOneIsReopenedByItsParentOnly(SagaStatus status) {
        check(
                status,
                "cancel",
                EnumSet.of(SagaStatus.ACTIVE, SagaStatus.CLOSED, SagaStatus.FAILED_TO_CLOSE),
                SagaStatus.CANCELLING,
                saga -> saga.decideCancel("why", true, NOW));
    }

    @ParameterizedTest
    @EnumSource
    void onlyADecidedOneEnds(SagaStatus status) {
        Set<SagaStatus> ending = EnumSet.of(SagaStatus.CLOSING, SagaStatus.CANCELLING);
        check(
                status,
                "end",
                ending,
                status == SagaStatus.CLOSING ? SagaStatus.CLOSED : SagaStatus.CANCELLED,
                saga -> saga.end(false, NOW));
        check(
                status,
                "end",
                ending,
                status == SagaStatus.CLOSING ? SagaStatus.FAILED_TO_CLOSE : SagaStatus.FAILED_TO_CANCEL,
                saga -> saga.end(true, NOW));
    }

    private static void check(
            SagaStatus status, String verb, Set<SagaStatus> legal, SagaStatus then, Consumer<Saga> act) {
        Saga saga = saga(status);
        if (legal.contains(status)) {
            act.accept(saga);
            assertThat(saga.status()).isEqualTo(then);
        } else {
            assertThatThrownBy(() -> act.accept(saga))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("saga s-1 is " + status.wire() + " and cannot " + verb);
            assertThat(saga.status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusIsFoundByItsWireWord(SagaStatus status) {
        assertThat(SagaStatus.ofWire(status.wire())).isEqualTo(status);
    }

    @Test
    void anUnknownWordIsRefusedWithTheWordsThatAreThere() {
        assertThatThrownBy(() -> SagaStatus.ofWire("active"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Status must be one of Active, Closing, Closed, Cancelling, Cancelled, FailedToClose,"
                        + " FailedToCancel, was active");
    }

    @Test
    void theFirstLimitReplacesTheDefaultAndLaterOnesOnlyExtend() {
        Saga saga = Saga.starting(saga(SagaStatus.ACTIVE).identity(), null, null, null, Duration.ofHours(1));
        assertThat(saga.deadline()).isEqualTo(NOW.plus(Duration.ofHours(1)));

        saga.limitTo(NOW.plusSeconds(10));
        assertThat(saga.deadline()).isEqualTo(NOW.plusSeconds(10));

        saga.limitTo(NOW.plusSeconds(5));
        assertThat(saga.deadline()).isEqualTo(NOW.plusSeconds(10));

        saga.limitTo(NOW.plusSeconds(20));
        assertThat(saga.deadline()).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void anExplicitLimitOnStartIsNotReplacedByAShorterOne() {
        Saga saga = Saga.starting(
                saga(SagaStatus.ACTIVE).identity(), null, null, Duration.ofSeconds(30), Duration.ofHours(1));

        saga.limitTo(NOW.plusSeconds(10));

        assertThat(saga.deadline()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void isOverdueFromTheInstantOfItsDeadlineOnAndOnlyWhileItIsUndecided() {
        Saga saga = saga(SagaStatus.ACTIVE);
        assertThat(saga.isOverdue(saga.deadline().minusNanos(1_000))).isFalse();
        assertThat(saga.isOverdue(saga.deadline())).isTrue();

        saga.decideClose(null, NOW);

        assertThat(saga.isOverdue(saga.deadline().plusSeconds(1))).isFalse();
    }

    @Test
    void keepsTheFirstNameAndTheFirstBusinessKey() {
        Saga saga = saga(SagaStatus.ACTIVE);
        saga.describe(null, "4711");
        saga.describe("order-fulfilment", "4712");
        saga.describe("other", null);

        assertThat(saga.state().name()).isEqualTo("order-fulfilment");
        assertThat(saga.state().businessKey()).isEqualTo("4711");
    }

    @Test
    void needsAPersonWhileOneIsParkedOrHasFailedUnacknowledged() {
        Saga saga = saga(SagaStatus.CANCELLING);
        Participant failed = Given.failed(2);

        saga.flagAttention(List.of(Given.parked(1)));
        assertThat(saga.state().attention()).isTrue();
        saga.flagAttention(List.of(Given.compensating(1), Given.compensated(2)));
        assertThat(saga.state().attention()).isFalse();
        saga.flagAttention(List.of(failed));
        assertThat(saga.state().attention()).isTrue();
        failed.resolve(NOW);
        saga.flagAttention(List.of(failed));
        assertThat(saga.state().attention()).isFalse();
    }

    @Test
    void aLongReasonIsCutToWhatTheLedgerKeeps() {
        Saga saga = saga(SagaStatus.ACTIVE);
        saga.decideCancel("x".repeat(5_000), false, NOW);

        assertThat(saga.state().reason()).hasSize(1_000);
    }

    @Test
    void itsRecoveryUrlsAreTheSameForEveryCaller() {
        Saga.Identity child = new Saga.Identity(
                "c-1",
                "http://h:1/lra-coordinator/c-1?ParentLRA=http%3A%2F%2Fh%3A1%2Flra-coordinator%2Fs-1",
                "",
                "s-1",
                OrderPolicy.STRICT,
                null,
                NOW);

        assertThat(child.recoveryUrl("p-9")).isEqualTo("http://h:1/lra-coordinator/recovery/c-1/p-9");
    }
}
