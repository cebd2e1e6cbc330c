package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;
import org.junit.jupiter.api.Test;

/** Row 8: a payment id returned by the step cannot reach the step's own compensation. */
class Row08StepResultIT {

    /** @param paymentId as the compensation knew it */
    record Seen(String paymentId) {}

    private static Seen play(Engine engine) {
        AtomicReference<String> paymentId = new AtomicReference<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row08").routeId("row08")
                    .saga()
                        .to("direct:row08-pay")
                        .throwException(new IllegalStateException("no carrier"));
                RouteDefinition pay = from("direct:row08-pay").routeId("row08-pay");
                SagaDefinition step = pay.saga().compensation("direct:row08-refund");
                if (engine == Engine.STOCK) {
                    // an option is all that a stock step can give its compensation
                    step.option("paymentId", header("paymentId"));
                }
                step.setHeader("paymentId", constant("p-4711"));
                if (engine == Engine.OURS) {
                    step.to("bactrian:result?names=paymentId");
                }
                from("direct:row08-refund").routeId("row08-refund")
                    .process(exchange -> paymentId.set(exchange.getIn().getHeader("paymentId", "", String.class)));
            }
            // spotless:on
        });
        app.send("direct:row08");
        await().atMost(Duration.ofSeconds(60)).until(() -> paymentId.get() != null);
        return new Seen(paymentId.get());
    }

    @Test
    void stockCompensatesWithoutIt() {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen(""));
    }

    @Test
    void oursHandsItToTheCompensation() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen("p-4711"));
    }
}
