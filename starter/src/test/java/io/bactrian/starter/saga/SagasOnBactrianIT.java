package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
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
    void closesASagaWhoseCoordinatorWasKilledMeanwhile() throws Exception {
        Gate gate = new Gate();
        try (TestApplication gated =
                TestApplication.start(coordinatorUrl(), gate, "bactrian.client.give-up-after=500ms")) {
            CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> gated.send("direct:gated"));
            gate.inside.acquire();
            coordinator.kill();
            gate.open.release();

            assertThat(failureOf(sent.get(10, TimeUnit.SECONDS))).isInstanceOf(SagaOutcomeUnknownException.class);
            coordinator.start();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(journal.entries()).containsExactly("gated done"));
            await().until(() -> gated.bean(BactrianSagaService.class).unansweredDecisions() == 0);
        }
    }

    @Test
    void aNewIncarnationOfTheSameInstanceUndoesWhatTheFormerLeftUndecided() throws Exception {
        Gate gate = new Gate();
        String same = "bactrian.instance=shop-0";
        try (TestApplication former = TestApplication.start(coordinatorUrl(), gate, same)) {
            CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> former.send("direct:gated"));
            gate.inside.acquire();

            try (TestApplication next =
                    TestApplication.start(coordinatorUrl(), new ContractRoutes(new Journal()), same)) {
                assertThat(next.port()).isNotEqualTo(former.port());
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(journal.entries()).containsExactly("gated undone"));
                gate.open.release();

                assertThat(failureOf(sent.get(10, TimeUnit.SECONDS))).isInstanceOf(SagaNotClosedException.class);
            }
        }
    }

    @Test
    void carriesSixtyKilobytesOfOptions() {
        String large = "{\"text\": \"ü\\n#%&+,\"}".repeat(2_500);

        Exchange exchange = app.send("direct:options", Map.of("json", large));

        assertThat(failureOf(exchange)).hasMessage("with options");
        await().untilAsserted(() -> assertThat(ContractRoutes.seen(app)).containsEntry("json", large));
    }

    @Test
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

    /** A saga that waits in its middle. */
    private final class Gate extends RouteBuilder {

        private final Semaphore inside = new Semaphore(0);
        private final Semaphore open = new Semaphore(0);

        // spotless:off
        @Override
        public void configure() {
            from("direct:undo-gated").process(journal.note("gated undone"));
            from("direct:gated-done").process(journal.note("gated done"));
            from("direct:gated").routeId("gated")
                .saga().compensation("direct:undo-gated").completion("direct:gated-done")
                .process(exchange -> {
                    inside.release();
                    open.tryAcquire(30, TimeUnit.SECONDS);
                });
        }
        // spotless:on
    }
}
