package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Row 10: with onException(..).handled(true) inside the saga, the saga completes after a failure. */
class Row10HandledFailureIT {

    /**
     * @param answer what the caller got
     * @param called the saga's endpoints
     */
    record Seen(String answer, List<String> called) {}

    private static Seen play(Engine engine) {
        List<String> called = new CopyOnWriteArrayList<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row10").routeId("row10")
                    .onException(IllegalStateException.class).handled(true).setBody(constant("sorry")).end()
                    .saga().compensation("direct:row10-undo").completion("direct:row10-done")
                        .throwException(new IllegalStateException("declined"));
                from("direct:row10-undo").routeId("row10-undo").process(exchange -> called.add("compensated"));
                from("direct:row10-done").routeId("row10-done").process(exchange -> called.add("completed"));
            }
            // spotless:on
        });
        Exchange exchange = app.send("direct:row10");
        await().atMost(Duration.ofSeconds(60)).until(() -> !called.isEmpty());
        return new Seen(exchange.getMessage().getBody(String.class), List.copyOf(called));
    }

    @Test
    void stockCompletesAfterTheFailure() {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen("sorry", List.of("completed")));
    }

    @Test
    void oursCompensatesAndStillShapesTheAnswer() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen("sorry", List.of("compensated")));
    }
}
