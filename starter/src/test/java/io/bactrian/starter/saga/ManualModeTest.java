package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManualModeTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void leavesAFailedSagaOpenWhenToldSo() {
        try (TestApplication app =
                TestApplication.start(coordinator.url(), new Failing(), "bactrian.on-manual-failure=leave-open")) {
            assertThat(failureOf(app.send("direct:failing"))).hasMessage("not decided");

            assertThat(coordinator.requests("POST", "/start")).hasSize(1);
            assertThat(coordinator.requests("PUT", "/(close|cancel)")).isEmpty();
        }
    }

    private static final class Failing extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:undo").log("undo");
            from("direct:failing").routeId("failing")
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo")
                .throwException(new IllegalStateException("not decided"));
        }
        // spotless:on
    }
}
