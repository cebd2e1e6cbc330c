package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Row 20: close is answered 200 although the saga was cancelled by its deadline: the caller believes it succeeded. */
class Row20CloseAfterDeadlineIT {

    /**
     * @param believed whether the route ended well for its caller
     * @param called the saga's endpoints until then
     */
    record Seen(boolean believed, List<String> called) {}

    private static Seen play(Engine engine) {
        List<String> called = new CopyOnWriteArrayList<>();
        CountDownLatch cancelling = new CountDownLatch(1);
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row20").routeId("row20")
                    .saga().timeout(Duration.ofSeconds(5)).compensation("direct:row20-undo").completion("direct:row20-done")
                        .process(exchange -> cancelling.await(60, TimeUnit.SECONDS));
                from("direct:row20-undo").routeId("row20-undo")
                    .process(exchange -> {
                        called.add("compensated");
                        cancelling.countDown();
                        if (called.size() == 1) {
                            // the saga is still at it when the route comes to its close
                            throw new IllegalStateException("not yet");
                        }
                    });
                from("direct:row20-done").routeId("row20-done").process(exchange -> called.add("completed"));
            }
            // spotless:on
        });
        Exchange exchange = app.send("direct:row20");
        return new Seen(CamelApp.failure(exchange) == null, List.copyOf(called));
    }

    @Test
    void stockSaysItSucceeded() {
        Seen seen = play(Engine.STOCK);

        assertThat(seen.called()).containsOnly("compensated");
        assertThat(seen.believed()).isTrue();
    }

    @Test
    void oursSaysItWasCancelled() {
        Seen seen = play(Engine.OURS);

        assertThat(seen.called()).containsOnly("compensated");
        assertThat(seen.believed()).isFalse();
    }
}
