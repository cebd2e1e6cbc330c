package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaCompletionMode;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Row 19: a failed cancel replaces the original exception; MANUAL mode never compensates on an exception. */
class Row19LostExceptionIT {

    /** @param failure what the caller was told */
    record Told(String failure) {}

    /** @param status the saga's, when the failed route was over */
    record Manual(int compensations, String status) {}

    private static Told playFailedCancel(Engine engine) {
        Line line = Shared.line(engine);
        return line.play(() -> {
            CamelApp app = line.app().with(new RouteBuilder() {
                // spotless:off
                @Override
                public void configure() {
                    from("direct:row19").routeId("row19")
                        .saga().compensation("direct:row19-undo")
                            .process(exchange -> {
                                line.relay().fails();
                                throw new IllegalStateException("card declined");
                            });
                    from("direct:row19-undo").routeId("row19-undo").log("undone");
                }
                // spotless:on
            });
            Throwable failure = CamelApp.failure(app.send("direct:row19"));
            while (failure != null && failure.getCause() != null) {
                failure = failure.getCause();
            }
            return new Told(failure == null ? "nothing" : failure.getMessage());
        });
    }

    private static Manual playManual(Engine engine) {
        AtomicInteger undone = new AtomicInteger();
        AtomicReference<String> saga = new AtomicReference<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row19-manual").routeId("row19-manual")
                    .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:row19-manual-undo")
                        .process(exchange -> saga.set(exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class)))
                        .throwException(new IllegalStateException("card declined"));
                from("direct:row19-manual-undo").routeId("row19-manual-undo")
                    .process(exchange -> undone.incrementAndGet());
            }
            // spotless:on
        });
        app.send("direct:row19-manual");
        LraClient coordinator = Shared.coordinator(engine).lra();
        if (engine == Engine.STOCK) {
            coordinator.recovery();
        }
        try {
            await().atMost(Duration.ofSeconds(engine == Engine.STOCK ? 2 : 60))
                    .until(() -> coordinator.status(saga.get()).equals("Cancelled"));
        } catch (ConditionTimeoutException e) {
            // this is what the scenario is about
        }
        return new Manual(undone.get(), coordinator.status(saga.get()));
    }

    @Test
    void stockHidesWhatWentWrong() {
        assertThat(playFailedCancel(Engine.STOCK)).isEqualTo(new Told("Cannot compensate LRA"));
    }

    @Test
    void oursTellsWhatWentWrong() {
        assertThat(playFailedCancel(Engine.OURS)).isEqualTo(new Told("card declined"));
    }

    @Test
    void stockLeavesAFailedManualSagaOpen() {
        assertThat(playManual(Engine.STOCK)).isEqualTo(new Manual(0, "Active"));
    }

    @Test
    void oursCompensatesAFailedManualSaga() {
        assertThat(playManual(Engine.OURS)).isEqualTo(new Manual(1, "Cancelled"));
    }
}
