package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The broker stops under load and starts again. {@code -Dbactrian.outage=20s} makes it as long as an operator takes to
 * restart one; without, it lasts until enough sagas have met it.
 */
class KafkaOutageIT {

    private static final Duration OUTAGE = Duration.parse("PT" + System.getProperty("bactrian.outage", "1s"));
    private static final Duration LONGEST = OUTAGE.plusSeconds(60);
    private static final int CLIENTS = 3;
    private static final int WITHOUT_BROKER = 12;

    private final String topic = "stock-" + UUID.randomUUID();
    private final String replies = "replies-" + UUID.randomUUID();
    private final Queue<String> sagas = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    private static void done(KafkaParticipants participants, Command command) {
        participants.answer(command, command.kind() == CallKind.COMPENSATE ? "Compensated" : "Completed");
    }

    private String link(String id) {
        return "<kafka:" + topic + "?id=" + id + ">; rel=compensate,<kafka:" + topic + "?id=" + id + ">; rel=complete";
    }

    @Test
    void aBrokerThatIsAwaySpendsNoAttemptsAndLosesNothing() throws Exception {
        LocalBroker broker = TestBroker.running();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (KafkaParticipants participants =
                        new KafkaParticipants(broker.bootstrapServers(), topic, replies, KafkaOutageIT::done);
                Participants services = new Participants();
                Node node = new Node(
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        replies,
                        "bactrian.kafka.send-timeout=1s",
                        "bactrian.call-timeout=30s")) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> load(node, services));
            }
            await().atMost(LONGEST).until(() -> sagas.size() >= 20);
            awaitHealth(node, "UP");

            broker.stop();
            long away = System.nanoTime();
            await().atMost(LONGEST).until(() -> undelivered(node) >= WITHOUT_BROKER);
            awaitHealth(node, "BROKER_AWAY");
            assertThat(health(node, "")).isEqualTo("UP");
            String overHttp = node.saga("http");
            node.join(overHttp, "only", services.link());
            assertThat(node.client().cancel(overHttp)).isEqualTo("Cancelled");
            await().atMost(LONGEST).until(() -> System.nanoTime() - away >= OUTAGE.toNanos());
            enough = true;
            clients.shutdown();
            assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            long lasted = System.nanoTime() - away;
            broker.start();

            await().atMost(LONGEST).until(() -> sagas.stream()
                    .allMatch(saga -> node.status(saga).isEnded()));
            System.out.printf(
                    "outage: %d s, %d sagas, %d of them with commands that waited, %d commands, last end %d s after the"
                            + " outage began%n",
                    TimeUnit.NANOSECONDS.toSeconds(lasted),
                    sagas.size(),
                    undelivered(node),
                    participants.commands().size(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - away));
            assertThat(sagas).allSatisfy(saga -> {
                assertThat(node.status(saga)).isIn(SagaStatus.CANCELLED, SagaStatus.CLOSED);
                assertThat(node.timeline(saga)).doesNotContain("ATTEMPT_FAILED", "PARKED");
            });
            assertThat(participants.commands()).extracting(Command::attempt).containsOnly(1);
            awaitHealth(node, "UP");
        } finally {
            enough = true;
            clients.shutdownNow();
            broker.start();
        }
    }

    @Test
    void aCoordinatorStartsWithoutItsBrokerAndGoesOnWhenThereIsOne() throws Exception {
        LocalBroker broker = TestBroker.running();
        try (KafkaParticipants participants =
                        new KafkaParticipants(broker.bootstrapServers(), topic, replies, KafkaOutageIT::done);
                Participants services = new Participants()) {
            broker.stop();
            try (Node node = new Node(
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                    replies,
                    "bactrian.kafka.send-timeout=1s")) {
                String overHttp = node.saga("http");
                node.join(overHttp, "only", services.link());
                assertThat(node.client().close(overHttp)).isEqualTo("Closed");
                String overKafka = node.saga("kafka");
                String id = node.join(overKafka, "only", link("1"));
                node.engine().decisions().cancel(overKafka, "cancel was requested", null);
                await().atMost(LONGEST).until(() -> node.timeline(overKafka).contains("UNDELIVERED"));
                broker.start();

                await().atMost(LONGEST).until(() -> node.status(overKafka), SagaStatus.CANCELLED::equals);
                assertThat(participants.commands(id))
                        .extracting(Command::attempt)
                        .containsOnly(1);
            }
        } finally {
            broker.start();
        }
    }

    /** Starts and ends sagas, one after the other, without waiting for their ends. */
    private void load(Node node, Participants services) {
        Client client = node.client();
        for (int i = 0; !enough && i < 400; i++) {
            String saga = client.start("outage", UUID.randomUUID().toString());
            client.join(saga, "one", link("1"));
            client.join(saga, "two", services.link());
            client.join(saga, "three", link("3"));
            sagas.add(saga);
            if (i % 3 == 0) {
                node.engine().decisions().close(saga, null);
            } else {
                node.engine().decisions().cancel(saga, "cancel was requested", null);
            }
        }
    }

    private static long undelivered(Node node) {
        return node.query("SELECT DISTINCT saga_id FROM saga_event WHERE kind = 'UNDELIVERED'")
                .size();
    }

    private static void awaitHealth(Node node, String status) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(health(node, "/kafka")).isEqualTo(status));
    }

    private static String health(Node node, String component) {
        Client.Reply reply = node.client().get("/actuator/health" + component);
        assertThat(reply.status()).isEqualTo(200);
        return reply.json().path("status").asText();
    }
}
