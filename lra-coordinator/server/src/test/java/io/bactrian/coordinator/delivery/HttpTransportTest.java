package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ParticipantServer participant = new ParticipantServer(call -> Reply.of(409, "FailedToCompensate"));

    @AfterEach
    void close() {
        participant.close();
    }

    /** As in an application with an embedded coordinator. */
    @Test
    void seesAnAnswerThoughTheCommonPoolIsBusy() throws Exception {
        try (BusyCommonPool busy = new BusyCommonPool()) {
            assertThat(new HttpTransport(PATIENCE).call(compensate()))
                    .succeedsWithin(PATIENCE.dividedBy(2))
                    .isInstanceOf(Answer.FailedForGood.class);
        }
    }

    @Test
    void givesUpInTimeThoughTheCommonPoolIsBusy() throws Exception {
        try (BusyCommonPool busy = new BusyCommonPool()) {
            DueCall call = compensate();
            participant.close();

            assertThat(new HttpTransport(Duration.ofMillis(300)).call(call))
                    .succeedsWithin(PATIENCE)
                    .isInstanceOf(Answer.TryAgain.class);
        }
    }

    private DueCall compensate() {
        return new DueCall(
                "saga",
                "http://localhost/lra-coordinator/saga",
                "http://localhost/lra-coordinator/recovery/saga/1",
                null,
                "participant",
                CallKind.COMPENSATE,
                CallKind.COMPENSATE,
                participant.links("stock", CallKind.COMPENSATE).compensate(),
                null,
                1,
                null,
                null,
                false,
                null,
                SagaStatus.CANCELLING,
                "token",
                null,
                true);
    }
}
