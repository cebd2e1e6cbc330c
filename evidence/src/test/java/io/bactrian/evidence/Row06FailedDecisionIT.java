package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Row 6: Camel does not retry a close or cancel that failed, and no time limit ends the saga: it stays Active for ever. */
class Row06FailedDecisionIT {

    /**
     * @param called completions or compensations once the coordinator could be reached again
     * @param status the saga's, after that
     */
    record Seen(List<String> called, String status) {}

    /** @param route {@code close} or {@code cancel}: what the saga comes to while the coordinator answers 500 */
    private static Seen play(Engine engine, String route) {
        Line line = Shared.line(engine);
        return line.play(() -> played(engine, line, "direct:row06-" + route + "-" + System.nanoTime()));
    }

    private static Seen played(Engine engine, Line line, String route) {
        List<String> called = new CopyOnWriteArrayList<>();
        AtomicReference<String> saga = new AtomicReference<>();
        Processor lastAct = exchange -> {
            saga.set(exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class));
            line.relay().fails();
            if (route.contains("cancel")) {
                throw new IllegalStateException("declined");
            }
        };
        CamelApp app = line.app().with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from(route)
                    .saga().compensation(route + "-undo").completion(route + "-done")
                        .process(lastAct);
                from(route + "-undo").process(exchange -> called.add("compensated"));
                from(route + "-done").process(exchange -> called.add("completed"));
            }
            // spotless:on
        });
        app.send(route);
        line.relay().works();
        LraClient coordinator = Shared.coordinator(engine).lra();
        for (int pass = 0; pass < 3 && engine == Engine.STOCK; pass++) {
            coordinator.recovery();
        }
        try {
            await().atMost(Duration.ofSeconds(engine == Engine.STOCK ? 3 : 60)).until(() -> !called.isEmpty());
        } catch (ConditionTimeoutException e) {
            // this is what the scenario is about
        }
        if (!called.isEmpty()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !coordinator.status(saga.get()).endsWith("ing"));
        }
        return new Seen(List.copyOf(called), coordinator.status(saga.get()));
    }

    /** What is told about a saga that was started without a time limit. */
    private static String playUnlimited(Engine engine) {
        Coordinator coordinator = Shared.coordinator(engine);
        String saga = coordinator.lra().start(Duration.ZERO);
        String url = engine == Engine.STOCK ? coordinator.base() : coordinator.root() + "/api/v1/sagas";
        String told = coordinator.lra().get(url + "/" + LraClient.uid(saga)).body();
        coordinator.lra().cancel(saga);
        return told;
    }

    @Test
    void stockNeverEndsASagaThatWasGivenNoTimeLimit() {
        assertThat(playUnlimited(Engine.STOCK)).contains("\"status\":\"Active\"", "\"finishTime\":0");
    }

    @Test
    void oursGivesEverySagaADeadline() {
        assertThat(playUnlimited(Engine.OURS)).contains("\"status\":\"Active\"").containsPattern("\"deadline\":\"20");
    }

    @Test
    void stockLeavesTheSagaActiveWhenItsCloseFailed() {
        assertThat(play(Engine.STOCK, "close")).isEqualTo(new Seen(List.of(), "Active"));
    }

    @Test
    void stockLeavesTheSagaActiveWhenItsCancelFailed() {
        assertThat(play(Engine.STOCK, "cancel")).isEqualTo(new Seen(List.of(), "Active"));
    }

    @Test
    void oursClosesAsSoonAsTheCoordinatorAnswers() {
        assertThat(play(Engine.OURS, "close")).isEqualTo(new Seen(List.of("completed"), "Closed"));
    }

    @Test
    void oursCancelsAsSoonAsTheCoordinatorAnswers() {
        assertThat(play(Engine.OURS, "cancel")).isEqualTo(new Seen(List.of("compensated"), "Cancelled"));
    }
}
