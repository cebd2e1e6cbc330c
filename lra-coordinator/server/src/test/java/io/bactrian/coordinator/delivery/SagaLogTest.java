package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the coordinator's log tells of sagas. */
@ExtendWith(OutputCaptureExtension.class)
class SagaLogTest {

    private static final String LOGGER = "io.bactrian.coordinator.engine.SagaLog";

    private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
    private final RunningLedger on = new RunningLedger();

    @BeforeEach
    void logAsAProcessDoes() {
        logging.setLogLevel(LOGGER, LogLevel.INFO);
    }

    @AfterEach
    void stop() throws Exception {
        logging.setLogLevel(LOGGER, null);
        on.close();
    }

    @Test
    void namesTheSagaThatNeedsAPersonAndWhyAndWhatThePersonDid(CapturedOutput output) throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.join(saga, "payment");
        on.script.always("payment", CallKind.COMPENSATE, Reply.of(503));
        on.cancel(saga);
        on.untilParked();
        String payment = on.participant(saga, "payment").id();
        on.engine().interventions().resolve("ann\nWARN all is lost", saga, payment, "paid back by hand");
        on.quiet();

        assertThat(output.getOut().lines().filter(line -> line.contains(saga)))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "WARN",
                                        " needs a person: step ",
                                        "is parked after 3 attempts (it answered 503)"),
                        line -> assertThat(line)
                                .contains("INFO", "ann WARN all is lost resolved step ", ": paid back by hand"));
    }

    @Test
    void saysNothingOfSagasThatGoTheirWay(CapturedOutput output) throws Exception {
        String saga = on.saga();
        on.join(saga, "stock");
        on.cancel(saga);

        assertThat(output).doesNotContain(saga);
    }
}
