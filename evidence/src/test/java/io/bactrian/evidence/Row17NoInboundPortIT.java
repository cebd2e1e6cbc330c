package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Row 17: an application that nobody can reach from outside. On ours it needs no port: its callbacks come over Kafka. */
class Row17NoInboundPortIT {

    private static final int PASSES = 4;

    /**
     * @param undone how often the compensation ran
     * @param status of the saga in the end
     */
    record Seen(int undone, String status) {}

    private static Seen playOnStock() {
        Coordinator coordinator = Shared.coordinator(Engine.STOCK);
        // it listens, as it must to start at all; no way leads there
        String unreachable = "camel.lra.local-participant-url=http://localhost:" + Coordinator.freePort();
        try (CamelApp app = CamelApp.start(Engine.STOCK, coordinator.root(), unreachable)) {
            List<String> undone = new CopyOnWriteArrayList<>();
            String saga = fail(app, undone);
            for (int i = 0; i < PASSES; i++) {
                coordinator.lra().recovery();
            }
            return new Seen(undone.size(), coordinator.lra().status(saga));
        }
    }

    private static Seen playOnOurs() {
        try (LocalBroker broker = LocalBroker.startNew();
                Coordinator coordinator = Coordinator.start(
                        Engine.OURS,
                        "--bactrian.kafka.enabled=true",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
                CamelApp app = CamelApp.start(
                        Engine.OURS,
                        coordinator.root(),
                        "spring.main.web-application-type=none",
                        "camel.lra.local-participant-url=",
                        "bactrian.callbacks=kafka",
                        "spring.kafka.bootstrap-servers=" + broker.bootstrapServers())) {
            List<String> undone = new CopyOnWriteArrayList<>();
            String saga = fail(app, undone);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> coordinator.lra().status(saga).equals("Cancelled"));
            return new Seen(undone.size(), coordinator.lra().status(saga));
        }
    }

    private static String fail(CamelApp app, List<String> undone) {
        app.with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row17-no-port").routeId("row17-no-port")
                    .saga().compensation("direct:row17-no-port-undo")
                        .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION)))
                        .throwException(new IllegalStateException("undo me"));
                from("direct:row17-no-port-undo").routeId("row17-no-port-undo")
                    .process(exchange -> undone.add("undone"));
            }
            // spotless:on
        });
        return app.send("direct:row17-no-port").getProperty("saga", String.class);
    }

    @Test
    void stockNeverCompensatesIt() {
        assertThat(playOnStock()).isEqualTo(new Seen(0, "Cancelling"));
    }

    @Test
    void oursCompensatesItOverKafka() {
        assertThat(playOnOurs()).isEqualTo(new Seen(1, "Cancelled"));
    }
}
