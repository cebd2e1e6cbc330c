package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Row 21: stopping one saga route stops the saga service of the whole application. */
class Row21StoppedRouteIT {

    /**
     * @param before whether the other route worked before
     * @param after and once a route that has nothing to do with it was stopped
     */
    record Seen(boolean before, boolean after) {}

    private static Seen play(Engine engine) throws Exception {
        try (CamelApp app = CamelApp.start(engine, Shared.coordinator(engine).root())) {
            app.with(new RouteBuilder() {
                // spotless:off
                @Override
                public void configure() {
                    from("direct:stopped").routeId("stopped")
                        .saga().compensation("direct:undo")
                            .log("one");
                    from("direct:other").routeId("other")
                        .saga().compensation("direct:undo")
                            .log("other");
                    from("direct:undo").routeId("undo").log("undone");
                }
                // spotless:on
            });
            boolean before = works(app, 60);
            app.camel().getRouteController().stopRoute("stopped");
            return new Seen(before, works(app, engine == Engine.STOCK ? 10 : 60));
        }
    }

    /** An exchange on stock does not fail then: it never ends, as the exception goes to nobody. */
    private static boolean works(CamelApp app, int seconds) throws Exception {
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        Thread sender = new Thread(() -> sent.complete(app.send("direct:other")), "sender");
        sender.setDaemon(true);
        sender.start();
        try {
            return CamelApp.failure(sent.get(seconds, TimeUnit.SECONDS)) == null;
        } catch (TimeoutException e) {
            return false;
        } finally {
            sender.interrupt();
        }
    }

    @Test
    void stockTakesTheServiceFromAllOtherRoutes() throws Exception {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen(true, false));
    }

    @Test
    void oursStopsTheOneRoute() throws Exception {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(true, true));
    }
}
