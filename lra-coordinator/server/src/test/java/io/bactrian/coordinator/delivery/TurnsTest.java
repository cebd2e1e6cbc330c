package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody wants participants called whose turn it is not: they must neither be called nor be found due meanwhile. */
class TurnsTest {

    private static final String[] NAMES = {"one", "two", "three"};

    @TempDir
    private Path folder;

    private RunningLedger on;

    @BeforeEach
    void start() {
        on = new RunningLedger("jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0");
    }

    @AfterEach
    void stop() throws Exception {
        on.close();
    }

    @Test
    void whoIsForcedBeforeItsTurnIsNotDueAndItsSagaIsLeftAlone() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();

        on.engine().recoveryPass().run();
        on.quiet();

        nothingIsFoundDue(saga);
        assertThat(on.attention(saga)).isTrue();
    }

    @Test
    void whoseApplicationIsBackIsNotDueBeforeItsTurn() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();
        String link = on.participants.links("one", CallKind.COMPENSATE).compensate();

        on.engine().instances().announce("shop", "1", "new", link.substring(0, link.indexOf("one")));
        on.quiet();

        nothingIsFoundDue(saga);
    }

    @Test
    void whomAPersonRetriesBeforeItsTurnIsNotDue() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();

        on.engine().interventions().retry("ann", saga);
        on.quiet();

        nothingIsFoundDue(saga);
    }

    @Test
    void aPassedWaitOfOneWhoseTurnIsOverIsNotDue() throws Exception {
        String saga = saga();
        on.script.always("three", CallKind.COMPENSATE, Reply.of(503));
        on.script.always("two", CallKind.COMPENSATE, Reply.of(503));
        on.cancel(saga);
        while (on.participants.calls("two").isEmpty()) {
            on.advance(Duration.ofMinutes(1));
        }
        on.script.always("three", CallKind.COMPENSATE, Reply.of(202));
        on.engine().recoveryPass().run();
        on.quiet();
        on.clock.advance(Duration.ofSeconds(4));
        on.engine().runDueWork();
        on.quiet();

        nothingIsFoundDue(saga);
        assertThat(on.participant(saga, "two").call().failures()).isEqualTo(1);
    }

    @Test
    void whoWasForcedBeforeItsTurnIsCalledWhenItComes() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();
        on.engine().recoveryPass().run();
        on.quiet();
        int before = on.participants.calls().size();

        whenTheLastIsDone();

        assertThat(since(before)).containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoWasForcedBeforeItsTurnIsCalledWhenItComesAlsoAfterACrash() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();
        on.engine().recoveryPass().run();
        on.quiet();
        int before = on.participants.calls().size();
        on.killAndStart();

        whenTheLastIsDone();

        assertThat(since(before)).containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoWasForcedBeforeItsTurnIsCalledAlsoWhenTheNodeDiesWhileItCallsTheOneBefore() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();
        CountDownLatch gate = on.script.hold("three", CallKind.COMPENSATE);
        int before = on.participants.calls().size();
        on.engine().interventions().retry("ann", saga);
        await().atMost(RunningLedger.LONGEST)
                .until(() -> on.participants.calls().size() > before);
        on.script.always("three", CallKind.COMPENSATE, Reply.of(200));
        on.kill();
        gate.countDown();

        on.start();
        on.look();

        assertThat(since(before))
                .containsExactly("three COMPENSATE", "three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
    }

    @Test
    void whoIsForcedAndFailsAgainIsParkedAgainAndKeepsTheCountOfItsFailures() throws Exception {
        String saga = allParkedAndTheLastTakesItsTime();
        for (String name : NAMES) {
            on.script.always(name, CallKind.COMPENSATE, Reply.of(503));
        }
        int before = on.participants.calls().size();

        on.engine().recoveryPass().run();
        on.quiet();

        assertThat(since(before)).containsExactly("three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        for (String name : NAMES) {
            assertThat(on.participant(saga, name).isParkedOwing()).isTrue();
            assertThat(on.participant(saga, name).call().failures()).isEqualTo(3);
        }
    }

    private String saga() {
        String saga = on.saga();
        for (String name : NAMES) {
            on.join(saga, name);
        }
        return saga;
    }

    /** Nobody was there; now all are, and the last one says that it is at it. */
    private String allParkedAndTheLastTakesItsTime() throws Exception {
        String saga = saga();
        for (String name : NAMES) {
            on.script.always(name, CallKind.COMPENSATE, Reply.of(503));
        }
        on.cancel(saga);
        for (int i = 0; i < NAMES.length; i++) {
            on.untilParked();
        }
        for (String name : NAMES) {
            assertThat(on.participant(saga, name).isParkedOwing()).isTrue();
            on.script.always(name, CallKind.COMPENSATE, Reply.of(200));
        }
        on.script.always("three", CallKind.COMPENSATE, Reply.of(202));
        return saga;
    }

    private void whenTheLastIsDone() throws InterruptedException {
        on.script.always("three", CallKind.COMPENSATE, Reply.of(200));
        on.advance(Duration.ofMinutes(2));
    }

    private List<String> since(int before) {
        return on.participants.log().subList(before, on.participants.log().size());
    }

    private void nothingIsFoundDue(String saga) {
        long version = version(saga);
        assertThat(on.participant(saga, "two").call().isUnderWay()).isFalse();

        on.engine().runDueWork();
        assertThat(on.engine().ledger().sagasWithDueCalls(on.clock.instant(), 500))
                .isEmpty();

        assertThat(version(saga)).isEqualTo(version);
    }

    private long version(String saga) {
        return on.engine().ledger().find(saga).orElseThrow().state().version();
    }
}
