package io.bactrian.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.RunningEngine;
import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.SagaListener;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class FailingListenerTest {

    @Test
    void breaksNoSaga() {
        DriverManagerDataSource ledger = new DriverManagerDataSource("jdbc:h2:mem:listener;DB_CLOSE_DELAY=-1");
        Migrations.migrate(ledger);
        List<String> heard = new ArrayList<>();
        try (RunningEngine engine =
                new RunningEngine(ledger, Clock.systemUTC(), EngineSettings.DEFAULT, Duration.ofSeconds(1))) {
            engine.begin(true);
            engine.tellTo(new SagaListener() {
                @Override
                public void started() {
                    heard.add("started");
                    throw new IllegalStateException("a fault of the listener");
                }

                @Override
                public void ended(SagaStatus status) {
                    heard.add("ended " + status);
                    throw new IllegalStateException("a fault of the listener");
                }
            });

            Outcome started = engine.enrolment()
                    .start(new Enrolment.Start(
                            uid -> "http://localhost/lra-coordinator/" + uid,
                            "tests",
                            null,
                            null,
                            null,
                            null,
                            OrderPolicy.BEST_EFFORT,
                            null,
                            null));
            Outcome closed = engine.decisions().close(started.requireSaga().id(), null);

            assertThat(closed.requireSaga().status()).isEqualTo(SagaStatus.CLOSED);
            assertThat(heard).containsExactly("started", "ended CLOSED");
        }
    }
}
