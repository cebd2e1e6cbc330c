package io.bactrian.starter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.SagaSettings;
import io.bactrian.starter.saga.ScriptedCoordinator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class BactrianHealthIndicatorTest {

    /** The coordinator answers or refuses, on a busy machine not at once. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final BactrianHealthIndicator indicator = new BactrianHealthIndicator(new BactrianSagaService(
            new SagaSettings(
                    "shop",
                    "shop-0",
                    coordinator.url(),
                    "/lra-coordinator",
                    List.of(),
                    "http://localhost:1",
                    "/lra-participant",
                    null,
                    List.of(),
                    false,
                    SagaSettings.ANSWER_WITHIN,
                    1,
                    new ClientSettings(LONG, LONG, LONG),
                    SagaSettings.OnManualFailure.COMPENSATE,
                    SagaSettings.OnMissingEndpoint.WARN),
            Clock.systemUTC()));

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void isUpWhileTheCoordinatorAnswersAndSaysWhichItIs() {
        Health ours = indicator.health();

        assertThat(ours.getStatus()).isEqualTo(Status.UP);
        assertThat(ours.getDetails())
                .containsEntry("coordinator", coordinator.url() + "/lra-coordinator")
                .containsEntry("engine", "bactrian")
                .containsEntry("unansweredDecisions", 0);
    }

    @Test
    void saysWhenItIsAStockOne() {
        coordinator.becomeStock();

        assertThat(indicator.health().getDetails()).containsEntry("engine", "stock");
    }

    @Test
    void isDownWhenTheCoordinatorDoesNotAnswer() {
        coordinator.close();

        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("error")).asString().startsWith("cannot reach the coordinator at ");
    }
}
