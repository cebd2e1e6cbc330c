package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What steps cannot do without is asked for at start, not at the first order. */
@Isolated("reads what is printed")
@ExtendWith(OutputCaptureExtension.class)
class SelfChecksTest {

    private static final SelfCheck TABLE_MISSING = () -> Optional.of("a table is missing: create it");

    @Test
    void aFaultIsInTheLogFromTheStartAndInTheHealth(CapturedOutput output) {
        try (ScriptedCoordinator coordinator = new ScriptedCoordinator();
                TestApplication app = TestApplication.start(
                        coordinator.url(),
                        new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:order").log("order");
                            }
                        },
                        Map.of(SelfCheck.class, TABLE_MISSING),
                        "bactrian.client.connect-timeout=20s",
                        "bactrian.client.read-timeout=20s")) {
            await().until(() -> output.getOut().contains("a table is missing: create it"));

            Health health =
                    ((HealthIndicator) app.bean(HealthContributorRegistry.class).getContributor("bactrian")).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("faults", List.of("a table is missing: create it"));
        }
    }
}
