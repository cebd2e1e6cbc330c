package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Row 17, over HTTP: an application whose inbound port the coordinator cannot reach. That it needs one at all ends with
 * callbacks over Kafka, see {@link Row17NoInboundPortIT}.
 */
class Row17UnreachableApplicationIT {

    private static final int ATTEMPTS = 4;

    /**
     * @param undoneWhileUnreachable how often the compensation ran before the way was open
     * @param why whether the coordinator tells anybody that it tried, and what it met
     * @param needsAPerson whether it has given up by itself and says so
     * @param undone how often the compensation had run once the way was open
     */
    record Seen(int undoneWhileUnreachable, boolean why, boolean needsAPerson, int undone) {}

    private static Seen play(Engine engine) {
        Coordinator coordinator = Shared.coordinator(engine);
        List<String> undone = new CopyOnWriteArrayList<>();
        int closedPort = Coordinator.freePort();
        try (CamelApp app = CamelApp.start(
                engine, coordinator.root(), "camel.lra.local-participant-url=http://localhost:" + closedPort)) {
            app.with(new RouteBuilder() {
                // spotless:off
                @Override
                public void configure() {
                    from("direct:row17").routeId("row17")
                        .saga().compensation("direct:row17-undo")
                            .process(exchange -> exchange.setProperty("saga", exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION)))
                            .throwException(new IllegalStateException("undo me"));
                    from("direct:row17-undo").routeId("row17-undo")
                        .process(exchange -> undone.add("undone"));
                }
                // spotless:on
            });
            String saga = app.send("direct:row17").getProperty("saga", String.class);
            triedInVain(engine, coordinator, saga);
            int before = undone.size();
            String told = everythingToldOf(coordinator, saga);

            try (Relay way = new Relay(closedPort, app.port())) {
                callAgain(engine, coordinator, saga, undone);
            }
            return new Seen(
                    before,
                    told.contains("connect") && told.contains("\"attempts\":" + ATTEMPTS),
                    told.contains("\"parked\":true") && told.contains("\"attention\":true"),
                    undone.size());
        }
    }

    private static void triedInVain(Engine engine, Coordinator coordinator, String saga) {
        if (engine == Engine.STOCK) {
            for (int i = 1; i < ATTEMPTS; i++) {
                coordinator.lra().recovery();
            }
        } else {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> everythingToldOf(coordinator, saga).contains("\"parked\":true"));
        }
    }

    /** By whatever means there are: on ours a person's retry; the stock one is made to go through its sagas. */
    private static void callAgain(Engine engine, Coordinator coordinator, String saga, List<String> undone) {
        ConditionFactory soon = await().atMost(Duration.ofSeconds(60));
        if (engine == Engine.STOCK) {
            // as many passes as it takes: one that begins while another one runs may leave a saga out
            soon.pollInterval(Duration.ofSeconds(1)).until(() -> {
                coordinator.lra().recovery();
                return !undone.isEmpty();
            });
        } else {
            String url = coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga) + "/retry";
            coordinator.lra().send("POST", url, "", "Content-Type", "application/json");
            soon.until(() -> !undone.isEmpty());
        }
    }

    private static String everythingToldOf(Coordinator coordinator, String saga) {
        LraClient lra = coordinator.lra();
        return lra.info(saga).body()
                + lra.get(coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga))
                        .body();
    }

    @Test
    void stockTriesForEverAndTellsNobodyWhatItMeets() {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen(0, false, false, 1));
    }

    @Test
    @ResourceLock("forced passes of ours, which try parked participants too")
    void oursTellsWhatItMetAndCallsOnceTheWayIsOpen() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(0, true, true, 1));
    }
}
