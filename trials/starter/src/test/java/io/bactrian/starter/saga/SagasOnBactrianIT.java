package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.saga.Differs.On;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class SagasOnBactrianIT extends SagaContract {

    private final BactrianProcess coordinator = new BactrianProcess();

    @Override
    String coordinatorUrl() {
        return coordinator.url();
    }

    @Override
    void stopCoordinator() {
        coordinator.close();
    }

    @Test
    @OnOneEngine(because = "the stock coordinator runs in this JVM, which kill -9 would take along")
    void closesASagaWhoseCoordinatorWasKilledMeanwhile() throws Exception {
        Gate gate = new Gate();
        try (TestApplication gated =
                TestApplication.start(coordinatorUrl(), gate, "bactrian.client.give-up-after=10s")) {
            CompletableFuture<Exchange> sent = gate.enter(gated);
            coordinator.kill();
            gate.open.release();

            assertThat(failureOf(sent.get(120, TimeUnit.SECONDS))).isInstanceOf(SagaOutcomeUnknownException.class);
            coordinator.start();

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(journal.of("gated")).containsExactly("gated done"));
            await().until(() -> gated.bean(BactrianSagaService.class).unansweredDecisions() == 0);
        }
    }

    @Test
    @Differs(value = Difference.KILLED_APPLICATION, on = On.OURS)
    void aNewIncarnationOfTheSameInstanceUndoesWhatTheFormerLeftUndecided() throws Exception {
        Gate gate = new Gate();
        String same = "bactrian.instance=shop-0";
        try (TestApplication former = TestApplication.start(coordinatorUrl(), gate, same)) {
            CompletableFuture<Exchange> sent = gate.enter(former);

            try (TestApplication next =
                    TestApplication.start(coordinatorUrl(), new ContractRoutes(new Journal()), same)) {
                assertThat(next.port()).isNotEqualTo(former.port());
                await().untilAsserted(() -> assertThat(journal.of("gated")).containsExactly("gated undone"));
                gate.open.release();

                assertThat(failureOf(sent.get(120, TimeUnit.SECONDS))).isInstanceOf(SagaNotClosedException.class);
            }
        }
    }

    @Test
    @OnOneEngine(because = "a stock coordinator does not show in which order it recorded the joins")
    void compensatesParallelStepsInTheReverseOrderInWhichTheCoordinatorRecordedTheirJoins() throws Exception {
        Exchange exchange = app.send("direct:racing");
        String saga = exchange.getProperty("saga", String.class);
        await().untilAsserted(() -> assertThat(journal.of("undo")).hasSize(8));

        JsonNode shown = new ObjectMapper()
                .readTree(get(coordinatorUrl() + "/api/v1/sagas/" + saga.substring(saga.lastIndexOf('/') + 1))
                        .body());

        List<String> joined = new ArrayList<>();
        shown.path("participants")
                .forEach(participant ->
                        joined.add("undo-pass " + participant.path("step").asText()));
        Collections.reverse(joined);
        assertThat(journal.of("undo")).containsExactlyElementsOf(joined);
    }

    @Test
    @Differs(value = Difference.NAMES_AND_REPORTS, on = On.OURS)
    void showsNameKeyStepsAndResults() {
        Exchange exchange = app.send("direct:shown", Map.of("orderId", "4711 ü"));
        String saga = exchange.getMessage().getHeader("seen", String.class);

        HttpResponse<String> shown =
                get(coordinatorUrl() + "/api/v1/sagas/" + saga.substring(saga.lastIndexOf('/') + 1));

        assertThat(shown.body())
                .contains("\"name\":\"shown\"")
                .contains("\"businessKey\":\"4711 ü\"")
                .contains("\"step\":\"first step\"")
                .contains("\"stepState\":\"done\"");
    }

    @Test
    @Differs(value = Difference.OUT_OF_TIME, on = On.OURS)
    void saysThatASagaWhichRanOutOfTimeWasNotClosed() {
        assertThat(failureOf(hasty.send("direct:too-slow"))).isInstanceOf(SagaNotClosedException.class);
    }

    /** A saga that waits in its middle. */
    private final class Gate extends RouteBuilder {

        private final Semaphore inside = new Semaphore(0);
        private final Semaphore open = new Semaphore(0);

        /** Sends into the saga and returns when it waits; one that fails before that fails the test at once. */
        CompletableFuture<Exchange> enter(TestApplication app) {
            CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> app.send("direct:gated"));
            await().until(() -> inside.tryAcquire() || sent.isDone());
            if (sent.isDone()) {
                throw new AssertionError("the saga never got to its middle", failureOf(sent.join()));
            }
            return sent;
        }

        // spotless:off
        @Override
        public void configure() {
            from("direct:undo-gated").process(journal.note("gated undone"));
            from("direct:gated-done").process(journal.note("gated done"));
            from("direct:gated").routeId("gated")
                .saga().compensation("direct:undo-gated").completion("direct:gated-done")
                .process(exchange -> {
                    inside.release();
                    open.tryAcquire(120, TimeUnit.SECONDS);
                });
        }
        // spotless:on
    }
}
