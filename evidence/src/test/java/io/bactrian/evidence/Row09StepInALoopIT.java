package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.Test;

/** Row 9: a step repeated in a loop is compensated once. */
class Row09StepInALoopIT {

    record Seen(int ran, int undone) {}

    private static Seen play(Engine engine) {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger undone = new AtomicInteger();
        AtomicReference<String> saga = new AtomicReference<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row09").routeId("row09")
                    .saga()
                        .process(exchange -> saga.set(exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class)))
                        .loop(3).to("direct:row09-reserve").end()
                        .throwException(new IllegalStateException("declined"));
                from("direct:row09-reserve").routeId("row09-reserve")
                    .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:row09-release")
                        .process(exchange -> ran.incrementAndGet());
                from("direct:row09-release").routeId("row09-release")
                    .process(exchange -> undone.incrementAndGet());
            }
            // spotless:on
        });
        app.send("direct:row09");
        LraClient coordinator = Shared.coordinator(engine).lra();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !coordinator.status(saga.get()).equals("Cancelling"));
        return new Seen(ran.get(), undone.get());
    }

    @Test
    void stockUndoesOnePassOfThree() {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen(3, 1));
    }

    @Test
    void oursUndoesEveryPass() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(3, 3));
    }
}
