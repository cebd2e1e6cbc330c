package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, and the next one on the same file. */
class RestartTest {

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
    void onlyTheCallThatWasUnderWayIsRepeatedAndUnderTheSameKey() throws Exception {
        String saga = on.saga();
        on.join(saga, "one");
        on.join(saga, "two");
        on.join(saga, "three");
        CountDownLatch gate = on.script.hold("two", CallKind.COMPENSATE);
        on.engine().decisions().cancel(saga, "cancel was requested", null);
        await().atMost(RunningLedger.LONGEST).until(() -> on.participants.log().contains("two COMPENSATE"));

        on.killAndStart();
        gate.countDown();
        on.look();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.log())
                .containsExactly("three COMPENSATE", "two COMPENSATE", "two COMPENSATE", "one COMPENSATE");
        assertThat(on.participants.calls("two"))
                .extracting(Call::recoveryUrl)
                .doesNotContainNull()
                .containsOnly(on.participants.calls("two").get(0).recoveryUrl());
        assertThat(on.participants.calls("two")).extracting(Call::attempt).containsExactly(1, 2);
    }

    @Test
    void joinOrderDecidesAlsoWhenSomeJoinedBeforeTheRestartAndSomeAfter() throws Exception {
        String saga = on.saga();
        on.join(saga, "one");
        on.join(saga, "two");
        on.killAndStart();
        on.join(saga, "three");
        on.join(saga, "four");

        on.cancel(saga);

        assertThat(on.participants.log())
                .containsExactly("four COMPENSATE", "three COMPENSATE", "two COMPENSATE", "one COMPENSATE");
    }

    @Test
    void retriesAndDeadlinesGoOnAsIfNothingHadHappened() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.script.then("stock", CallKind.COMPLETE, Reply.of(503), Reply.of(503));
        on.close(saga);

        on.killAndStart();
        on.look();
        assertThat(on.participants.calls()).hasSize(1);
        on.advance(Duration.ofSeconds(2));
        on.killAndStart();
        on.advance(Duration.ofSeconds(4));

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CLOSED);
        assertThat(on.participants.calls()).extracting(Call::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void anOrderlyStopGivesItsCallsToWhoeverComesNext() throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.cancel(saga);
        on.engine().close();

        on.killAndStart();

        assertThat(on.status(saga)).isEqualTo(SagaStatus.CANCELLED);
        assertThat(on.participants.calls()).hasSize(1);
    }
}
