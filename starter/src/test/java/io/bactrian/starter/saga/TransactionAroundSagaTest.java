package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.PlatformTransactionManager;

/** A saga that is closed inside a transaction loses what is rolled back after that: the log says so, before and when it happens. */
@Isolated("reads what is printed")
@ExtendWith(OutputCaptureExtension.class)
class TransactionAroundSagaTest {

    private static final String LOST = "was closed, and then the transaction around it was rolled back: what its steps"
            + " wrote in this transaction is lost, and no compensation will run. Put transacted() inside a step, never"
            + " around saga()";

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void warnsAtStartOfARouteThatShowsIt(CapturedOutput output) {
        try (TestApplication ignored = start()) {
            assertThat(output)
                    .contains(
                            "Route 'around' has transacted() around saga(): a saga that starts there is closed before the"
                                    + " transaction commits, and a rollback after that undoes no step. Put transacted() inside a"
                                    + " step, never around saga()")
                    .doesNotContain("Route 'inside'")
                    .doesNotContain("Route 'only-joins'")
                    .doesNotContain("Route 'not-transacted'")
                    .doesNotContain("Route 'by-hand'");
        }
    }

    @Test
    void warnsOnceOfATransactionInAnotherRoute(CapturedOutput output) {
        try (TestApplication app = start()) {
            app.send("direct:calling");
            app.send("direct:calling");
            app.send("direct:inside");
            app.send("direct:tapping");
            await().until(() -> coordinator.requests("PUT", "/close").size() == 4);

            assertThat(output.getOut().split("ran inside a transaction", -1)).hasSize(2);
            assertThat(output)
                    .contains(
                            "of route 'called' ran inside a transaction (a route that calls it has transacted()): it is"
                                    + " closed before the transaction commits")
                    .doesNotContain(LOST);
        }
    }

    @Test
    void saysWhichSagaALateRollbackHasLeftClosed(CapturedOutput output) {
        try (TestApplication app = start()) {
            app.send("direct:around");

            assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
            assertThat(output).containsPattern("Saga http://\\S+/lra-coordinator/saga-1 " + Pattern.quote(LOST));
        }
    }

    @Test
    void saysNothingOfASagaThatWasCancelledWithItsTransaction(CapturedOutput output) {
        try (TestApplication app = start()) {
            app.send("direct:failing");

            assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
            assertThat(output).doesNotContain(LOST);
        }
    }

    private TestApplication start() {
        return TestApplication.start(
                coordinator.url(),
                new Routes(),
                "spring.autoconfigure.exclude=",
                "spring.datasource.url=jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
    }

    private static final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            bind("PROPAGATION_REQUIRED");
            bind("PROPAGATION_NOT_SUPPORTED");

            from("direct:around").routeId("around")
                .transacted()
                .saga().compensation("direct:undo").log("acted").end()
                .throwException(IllegalStateException.class, "after the close");
            from("direct:failing").routeId("failing")
                .transacted()
                .saga().compensation("direct:undo").throwException(IllegalStateException.class, "in the saga").end();

            from("direct:calling").routeId("calling")
                .transacted().to("direct:called");
            from("direct:called").routeId("called")
                .saga().compensation("direct:undo").log("acted");

            from("direct:inside").routeId("inside")
                .saga().compensation("direct:undo").transacted().log("acted").end().end();
            from("direct:tapping").routeId("tapping")
                .transacted().wireTap("direct:tapped");
            from("direct:tapped").routeId("tapped")
                .saga().compensation("direct:undo").log("acted");
            from("direct:only-joins").routeId("only-joins")
                .transacted()
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("acted");
            from("direct:not-transacted").routeId("not-transacted")
                .transacted("PROPAGATION_NOT_SUPPORTED")
                .saga().compensation("direct:undo").log("acted");
            from("direct:by-hand").routeId("by-hand")
                .transacted()
                .saga().completionMode(SagaCompletionMode.MANUAL)
                    .compensation("direct:undo").log("acted");
            from("direct:undo").log("undo");
        }
        // spotless:on

        private void bind(String propagation) {
            SpringTransactionPolicy policy = new SpringTransactionPolicy(
                    getContext().getRegistry().findSingleByType(PlatformTransactionManager.class));
            policy.setPropagationBehaviorName(propagation);
            getContext().getRegistry().bind(propagation, policy);
        }
    }
}
