package io.bactrian.starter.kafka;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.starter.saga.BactrianProcess;
import io.bactrian.starter.saga.Journal;
import io.bactrian.starter.saga.SagaNotCancelledException;
import io.bactrian.starter.saga.SagaNotClosedException;
import io.bactrian.starter.saga.TestApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Steps of a saga as records: a command with its reply, and a reply that comes when the route has long ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Brokers.SHARED)
class StepsOverKafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LocalBroker broker = Brokers.shared();
    private final Journal journal = new Journal();
    private final Semaphore bookings = new Semaphore(0);
    private BactrianProcess coordinator;
    private Wire wire;
    private TestApplication shipping;
    private TestApplication orders;

    @BeforeAll
    void start() {
        coordinator = Brokers.coordinator();
        wire = new Wire(broker.bootstrapServers(), "shipping.replies");
        wire.create("shipping.commands", 1);
        wire.create("order.replies", 1);
        wire.create("nobody.listens", 1);
        shipping = application(
                "shipping",
                new ShippingRoutes(journal, bookings),
                "spring.autoconfigure.exclude=",
                "spring.datasource.username=sa",
                "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
        orders = application("orders", new OrderRoutes(journal));
        orderUntilOneIsAnswered(orders);
    }

    /** The first may find consumers that have no partitions yet. Leaves nothing in the journal. */
    private void orderUntilOneIsAnswered(TestApplication one) {
        List<Exchange> tried = new ArrayList<>();
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            Exchange order = one.send("direct:order", Map.of("orderId", "tried"));
            tried.add(order);
            return failureOf(order) == null;
        });
        // those that failed are cancelled, which is written there
        tried.stream()
                .filter(order -> order.getMessage().getHeader("saga") != null)
                .forEach(order ->
                        await().atMost(PATIENCE).until(() -> statusOf(order).matches("Closed|Cancelled")));
        journal.clear();
    }

    private TestApplication application(String name, RouteBuilder routes, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.application.name=" + name,
                "spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                "camel.component.kafka.brokers=" + broker.bootstrapServers(),
                KafkaGuideTest.lossless()));
        all.addAll(List.of(properties));
        return TestApplication.start(coordinator.url(), routes, all.toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        orders.close();
        shipping.close();
        wire.close();
    }

    @BeforeEach
    void forget() {
        journal.clear();
    }

    @Test
    void aCommandAndItsReplyAreOneStep() throws Exception {
        Exchange order = orders.send("direct:order", Map.of("orderId", "4711"));

        assertThat(failureOf(order)).isNull();
        assertThat(order.getMessage().getBody()).isEqualTo("TR-4711");
        assertThat(participantsOf(order)).contains("\"step\":\"order\"", "\"step\":\"ship\"", "\"status\":\"Closed\"");
        assertThat(journal.entries()).containsExactly("ship 4711");
    }

    @Test
    void aReplyThatSaysFailureCompensatesTheSaga() {
        Exchange order = orders.send("direct:order", Map.of("orderId", "refused"));

        assertThat(failureOf(order))
                .isInstanceOfSatisfying(RequestRefusedException.class, e -> {
                    assertThat(e.topic()).isEqualTo("shipping.commands");
                    assertThat(e.reason()).isEqualTo("no carrier for this address");
                })
                .hasMessage("the command on topic shipping.commands failed: no carrier for this address");
        // what the booking did is taken back with its failure: there is nothing to cancel
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.entries()).containsExactly("cancel-order refused"));
    }

    @Test
    void aBookingThatIsStillRunningWhenNobodyWaitsAnyMoreIsCancelledAfterIt() throws Exception {
        assertThat(failureOf(orders.send("direct:order", Map.of("orderId", "1"))))
                .isNull();
        journal.clear();

        Exchange order = orders.send("direct:hasty", Map.of("orderId", "slow"));

        assertThat(failureOf(order)).isInstanceOf(RequestTimedOutException.class);
        await().atMost(PATIENCE).until(() -> participantsOf(order).contains("\"status\":\"Compensating\""));
        bookings.release();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(journal.entries())
                .containsExactly("ship slow", "cancel-shipment slow", "cancel-order slow"));
    }

    @Test
    void noReplyInTimeCompensatesTheSaga() {
        Exchange order = orders.send("direct:unheard", Map.of("orderId", "4711"));

        assertThat(failureOf(order))
                .isInstanceOf(RequestTimedOutException.class)
                .hasMessage("no reply to the command on topic nobody.listens within 5000 ms");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.entries()).containsExactly("cancel-order 4711"));
    }

    @Test
    void aBrokerThatIsAwayCompensatesTheSagaAndTheNextOneSucceedsWhenItIsBack() {
        assertThat(failureOf(orders.send("direct:order", Map.of("orderId", "1"))))
                .isNull();
        journal.clear();
        broker.kill();

        Throwable failure = failureOf(orders.send("direct:hasty", Map.of("orderId", "2")));
        broker.start();

        assertThat(failure)
                .isInstanceOf(RequestNotSentException.class)
                .hasMessage("the command could not be sent to topic shipping.commands: no broker has taken it within"
                        + " 8000 ms");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.entries()).contains("cancel-order 2"));
        orderUntilOneIsAnswered(orders);
    }

    @Test
    void eachReplicaGetsItsOwnReplies() {
        try (TestApplication other = application("orders", new OrderRoutes(journal), "bactrian.instance=orders-1")) {
            orderUntilOneIsAnswered(other);
            IntStream.range(0, 10).parallel().forEach(i -> {
                TestApplication replica = i % 2 == 0 ? orders : other;
                Exchange order = replica.send("direct:order", Map.of("orderId", "" + i));
                assertThat(failureOf(order)).isNull();
                assertThat(order.getMessage().getBody()).isEqualTo("TR-" + i);
            });
        }
    }

    @Test
    void aCommandOfASagaOfAnotherCoordinatorIsRefused() {
        wire.send(
                "shipping.commands",
                0,
                "x",
                "stolen",
                Map.of(
                        "Long-Running-Action",
                        "http://evil.example/lra-coordinator/1",
                        "Bactrian-Reply-Topic",
                        "shipping.replies",
                        "Bactrian-Reply-Token",
                        "t-1"));

        assertThat(wire.awaitAnswer("t-1", "Failed").value())
                .startsWith("the header Long-Running-Action must name a saga of " + coordinator.url());
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void aSagaGoesOnWithTheReplyOnAnotherReplica() throws Exception {
        try (TestApplication former = application(
                "post", new PostRoutes(journal, false), "bactrian.instance=0", "bactrian.callbacks=kafka")) {
            Exchange sent = former.send("direct:order-by-post", Map.of("orderId", "4711"));
            assertThat(failureOf(sent)).isNull();
            assertThat(participantsOf(sent)).contains("\"status\":\"Active\"", "\"paymentId\":\"P-4711\"");
        }
        PostRoutes routes = new PostRoutes(journal, true);
        try (TestApplication later = application("post", routes, "bactrian.instance=1", "bactrian.callbacks=kafka")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(journal.entries())
                    .containsExactly("ship 4711", "shipped P-4711 TR-4711", "completed P-4711"));

            Exchange refused = later.send("direct:order-by-post", Map.of("orderId", "refused"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(journal.entries()).endsWith("refunded P-refused"));
            awaitStatus(refused, "Cancelled");

            awaitStatus(later.send("direct:order-by-post", Map.of("orderId", "late")), "Closed");
            assertThat(routes.triesOfLate)
                    .as("tried by the route's own error handler, instead of being read again and again")
                    .hasSize(3)
                    .containsOnly(routes.triesOfLate.get(0));
        }
    }

    @Test
    void aDecisionFromOutsideCanBeRepeatedAndNotChanged() throws Exception {
        Exchange begun = orders.send("direct:open", Map.of("orderId", "4711"));
        Map<String, Object> saga =
                Map.of("Long-Running-Action", begun.getMessage().getHeader("Long-Running-Action"));

        assertThat(failureOf(orders.send("saga:complete", saga))).isNull();
        assertThat(failureOf(orders.send("saga:complete", saga))).isNull();
        awaitStatus(begun, "Closed");
        assertThat(failureOf(orders.send("saga:compensate", saga)))
                .isInstanceOf(SagaNotCancelledException.class)
                .hasMessageContaining("412 Closed");

        Exchange other = orders.send("direct:open", Map.of("orderId", "4712"));
        Map<String, Object> otherSaga =
                Map.of("Long-Running-Action", other.getMessage().getHeader("Long-Running-Action"));
        assertThat(failureOf(orders.send("saga:compensate", otherSaga))).isNull();
        assertThat(failureOf(orders.send("saga:compensate", otherSaga))).isNull();
        awaitStatus(other, "Cancelled");
        assertThat(failureOf(orders.send("saga:complete", otherSaga)))
                .isInstanceOf(SagaNotClosedException.class)
                .hasMessageContaining("412 Cancelled");
        assertThat(failureOf(orders.send(
                        "saga:complete",
                        Map.of("Long-Running-Action", coordinator.url() + "/lra-coordinator/never-was"))))
                .isInstanceOf(SagaNotClosedException.class)
                .hasMessageContaining("404");
    }

    @Test
    void readsWhatStepsHaveStoredAlsoOfOneStepAndAfterTheEnd() {
        Exchange begun = orders.send("direct:open", Map.of("orderId", "4711"));
        Map<String, Object> saga =
                Map.of("Long-Running-Action", begun.getMessage().getHeader("Long-Running-Action"));

        assertThat(orders.send("bactrian:results", saga).getVariables())
                .containsEntry("paymentId", "second")
                .containsEntry("cents", 1999);
        orders.send("saga:complete", saga);
        assertThat(orders.send("bactrian:results?names=open:paymentId", saga).getVariables())
                .containsEntry("paymentId", "first");
    }

    private String participantsOf(Exchange exchange) throws IOException, InterruptedException {
        return get(exchange.getMessage().getHeader("saga", String.class) + "/participants");
    }

    private void awaitStatus(Exchange exchange, String status) {
        await("saga " + status).atMost(PATIENCE).untilAsserted(() -> assertThat(statusOf(exchange))
                .isEqualTo(status));
    }

    private String statusOf(Exchange exchange) throws IOException, InterruptedException {
        return get(exchange.getMessage().getHeader("saga", String.class) + "/status");
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
