package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A MANDATORY step without a saga says which one it has lost, or that it was called outside of any. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostSagaTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private TestApplication app;

    @BeforeAll
    void start() {
        app = TestApplication.start(coordinator.url(), new Routes());
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
    }

    @Test
    void namesTheSagaWhoseHeaderWasLost() {
        assertThat(failureOf(app.send("direct:forgetful")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("step 'reserve' has lost its saga http://\\S+: the header Long-Running-Action,"
                        + " which it had in route 'forgetful', is gone\\. Keep it on the way, as in"
                        + " removeHeaders\\(\"\\*\", \"Long-Running-Action\\*\"\\), or say REQUIRES_NEW if the step"
                        + " is to be a saga of its own");
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/close")).isEmpty();
    }

    @Test
    void saysThatItWasCalledOutsideOfASaga() {
        assertThat(failureOf(app.send("direct:step")))
                .isInstanceOf(CamelExchangeException.class)
                .hasMessageStartingWith("step 'reserve' (route 'step-route') is MANDATORY and was called outside of a"
                        + " saga: its caller has no saga() block, or the header Long-Running-Action did not come along"
                        + " (over HTTP it must be sent)");
        assertThat(coordinator.requests("POST", "/start")).isEmpty();
    }

    @Test
    void isCalledByItsRouteWithoutANameOfItsOwn() {
        assertThat(failureOf(app.send("direct:unnamed")))
                .hasMessageStartingWith("step 'unnamed' (route 'unnamed') is MANDATORY");
    }

    @Test
    void letsTheRoutesErrorHandlerSeeIt() {
        assertThat(app.send("direct:handling", Map.of()).getMessage().getBody(String.class))
                .isEqualTo("handled CamelExchangeException");
    }

    private static final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:forgetful").routeId("forgetful")
                .saga().compensation("direct:undo").removeHeaders("*").to("direct:step");
            from("direct:step").routeId("step-route")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                    .option("bactrian.step", constant("reserve"))
                    .log("reserved");
            from("direct:unnamed").routeId("unnamed")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("acted");
            from("direct:handling").routeId("handling")
                .onException(CamelExchangeException.class).handled(true)
                    .setBody(simple("handled ${exception.class.simpleName}")).end()
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo").log("acted");
            from("direct:undo").log("undo");
        }
        // spotless:on
    }
}
