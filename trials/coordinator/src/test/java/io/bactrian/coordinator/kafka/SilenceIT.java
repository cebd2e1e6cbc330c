package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A participant that says nothing, and a coordinator that may not have heard: whose silence it is. */
class SilenceIT {

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(6);
    private static final int PARTITIONS = 3;
    private static final String TOPIC = "stock-" + UUID.randomUUID();
    private static final String REPLIES = "replies-" + UUID.randomUUID();
    private static final Set<String> SILENT = ConcurrentHashMap.newKeySet();

    private static LocalBroker broker;
    private static Node node;
    private static KafkaParticipants participants;

    @BeforeAll
    static void start() {
        broker = TestBroker.running();
        participants = new KafkaParticipants(broker.bootstrapServers(), TOPIC, REPLIES, (self, command) -> {
            if (!SILENT.remove(command.participant())) {
                self.answer(command, "Compensated");
            }
        });
        node = new Node(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                REPLIES,
                "bactrian.call-timeout=" + CALL_TIMEOUT.toMillis() + "ms");
    }

    @AfterAll
    static void stop() {
        broker.start();
        node.close();
        participants.close();
    }

    private static String join(String saga, String step) {
        return node.join(saga, step, "<kafka:" + TOPIC + "?id=" + UUID.randomUUID() + ">; rel=compensate");
    }

    private static Command cancelled(String saga, String silent) {
        node.client().cancelLater(saga);
        Command command = await().atMost(LONGEST)
                .until(() -> participants.commands(silent), list -> !list.isEmpty())
                .get(0);
        await().atMost(LONGEST)
                .until(() -> node.participant(saga, silent).call().sent() != null);
        return command;
    }

    @Test
    void silenceWhileTheBrokerIsAwaySpendsNoAttempt() {
        String saga = node.saga("away");
        String one = join(saga, "one");
        join(saga, "two");
        SILENT.add(one);
        Command command = cancelled(saga, one);
        Instant awaitedUntil = node.participant(saga, one).call().dueAt();

        broker.kill();
        participants.answer(command, "Compensated"); // its client keeps it until the broker is back
        await().atMost(LONGEST)
                .until(
                        () -> node.participant(saga, one).call().dueAt(),
                        due -> due.isAfter(awaitedUntil.plus(CALL_TIMEOUT)));
        broker.start();

        await().atMost(LONGEST).until(() -> node.status(saga), SagaStatus.CANCELLED::equals);
        assertThat(participants.commands(one)).extracting(Command::attempt).containsExactly(1);
        assertThat(node.timeline(saga)).doesNotContain("ATTEMPT_FAILED", "LATE_ANSWER");
    }

    /** Of what was rolled back, the group of readers has to know that it is read. */
    @Test
    void silenceCountsBehindAnswersThatWereRolledBack() throws Exception {
        String saga = node.saga("rolled-back");
        String one = join(saga, "one");
        SILENT.add(one);
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", REPLIES),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            for (int i = 0; i < PARTITIONS; i++) {
                transactional
                        .send(new ProducerRecord<>(REPLIES, i, new byte[0], new byte[0]))
                        .get();
            }
            transactional.abortTransaction();
        }
        cancelled(saga, one);

        await().atMost(LONGEST).until(() -> node.status(saga), SagaStatus.CANCELLED::equals);
        assertThat(participants.commands(one)).extracting(Command::attempt).containsExactly(1, 2);
        assertThat(node.replies("unreadable")).isZero();
    }
}
