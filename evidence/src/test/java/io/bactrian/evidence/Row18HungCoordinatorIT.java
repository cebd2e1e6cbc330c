package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Row 18: a hung coordinator hangs the route; the saga's body runs on another thread, so MDC and transactions are lost. */
class Row18HungCoordinatorIT {

    /** @param returned whether the route gave its caller any answer while the coordinator gave none */
    record Hung(boolean returned) {}

    /** @param order what MDC said inside the saga */
    record Body(boolean sameThread, String order) {}

    private static Hung playHung(Engine engine) {
        Line line = Shared.line(engine);
        return line.play(() -> {
            CamelApp app = line.app().with(new RouteBuilder() {
                // spotless:off
                @Override
                public void configure() {
                    from("direct:row18").routeId("row18")
                        .saga().compensation("direct:row18-undo")
                            .log("in the saga");
                    from("direct:row18-undo").routeId("row18-undo").log("undone");
                }
                // spotless:on
            });
            line.relay().hangs();
            CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> app.send("direct:row18"));
            try {
                sent.get(engine == Engine.STOCK ? 10 : 60, TimeUnit.SECONDS);
                return new Hung(true);
            } catch (TimeoutException e) {
                return new Hung(false);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Body playBody(Engine engine) {
        AtomicBoolean same = new AtomicBoolean();
        AtomicReference<String> order = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row18-body").routeId("row18-body")
                    .saga().compensation("direct:row18-body-undo")
                        .process(exchange -> {
                            same.set(Thread.currentThread() == caller);
                            order.set(String.valueOf(MDC.get("order")));
                        });
                from("direct:row18-body-undo").routeId("row18-body-undo").log("undone");
            }
            // spotless:on
        });
        MDC.put("order", "4711");
        try {
            app.send("direct:row18-body");
        } finally {
            MDC.remove("order");
        }
        return new Body(same.get(), order.get());
    }

    @Test
    void stockHangsWithItsCoordinator() {
        assertThat(playHung(Engine.STOCK)).isEqualTo(new Hung(false));
    }

    @Test
    void oursAnswersWithinItsLimit() {
        assertThat(playHung(Engine.OURS)).isEqualTo(new Hung(true));
    }

    @Test
    void stockLosesTheThreadAndWhatHangsOnIt() {
        assertThat(playBody(Engine.STOCK)).isEqualTo(new Body(false, "null"));
    }

    @Test
    void oursStaysOnTheThread() {
        assertThat(playBody(Engine.OURS)).isEqualTo(new Body(true, "4711"));
    }
}
