package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application that was away announces itself again; no clock is turned meanwhile. */
class ReturnTest {

    private final RunningLedger on = new RunningLedger();

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    @Test
    void callsWhoIsBackAtOnceForWhatItIsOwed() throws Exception {
        String saga = cancelledWhileAway("stock");

        announce("stock", "new");

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.timeline(saga)).containsSubsequence("ATTEMPT_FAILED", "RETRIED", "COMPENSATED");
    }

    @Test
    void callsAlsoForWhatWasGivenUp() throws Exception {
        String saga = cancelledWhileAway("stock");
        on.script.always("stock", CallKind.COMPENSATE, Reply.of(503));
        on.untilParked();
        assertThat(on.attention(saga)).isTrue();
        on.script.always("stock", CallKind.COMPENSATE, Reply.of(200));

        announce("stock", "new");

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.attention(saga)).isFalse();
    }

    @Test
    void keepsTheOrderOfTheSagaAndTheWaitOfOthers() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.join(saga, "payment");
        on.script.then("payment", CallKind.COMPENSATE, Reply.of(503));
        on.cancel(saga);

        announce("stock", "new");
        assertThat(on.participants.log()).containsExactly("payment COMPENSATE");

        announce("payment", "new");
        assertThat(on.participants.log())
                .containsExactly("payment COMPENSATE", "payment COMPENSATE", "stock COMPENSATE");
    }

    @Test
    void takesNoOtherNameForItsOwnThatOnlyBeginsLikeIt() throws Exception {
        String saga = cancelledWhileAway("stock-eu");

        announce("stock", "new");

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
    }

    @Test
    void repeatsNothingWhileTheApplicationWasNeverAway() throws Exception {
        announce("stock", "old");
        String saga = cancelledWhileAway("stock");

        announce("stock", "old");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);

        on.clock.advance(Duration.ofMinutes(2)); // unheard for so long, it is lost
        on.script.then("stock", CallKind.COMPENSATE, Reply.of(503));
        on.look();
        announce("stock", "old");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void leavesThoseAloneWhoDoNotSayWhereTheyAreCalled() throws Exception {
        String saga = cancelledWhileAway("stock");

        on.engine().instances().announce("shop", "stock", "new", null);
        on.quiet();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
    }

    private String cancelledWhileAway(String name) throws InterruptedException {
        String saga = on.saga();
        on.join(saga, name);
        on.script.then(name, CallKind.COMPENSATE, Reply.of(503));
        on.cancel(saga);
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLING);
        return saga;
    }

    private void announce(String name, String incarnation) throws InterruptedException {
        String link = on.participants.links(name, CallKind.COMPENSATE).compensate();
        String base = link.substring(0, link.indexOf(name) + name.length()) + "/";
        on.engine().instances().announce("shop", name, incarnation, base);
        on.quiet();
    }
}
