package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.running.Postgres;
import io.bactrian.coordinator.saga.SagaStatus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Answers find their saga whichever node made the call, and whichever is there when they come. */
class KafkaNodesIT {

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final String CALL_TIMEOUT = "bactrian.call-timeout=10s";

    private final String topic = "stock-" + UUID.randomUUID();
    private final String replies = "replies-" + UUID.randomUUID();
    private volatile boolean silent;

    private KafkaParticipants participants() {
        return new KafkaParticipants(TestBroker.running().bootstrapServers(), topic, replies, this::take);
    }

    private void take(KafkaParticipants participants, Command command) {
        if (!silent) {
            participants.answer(command, "Compensated");
        }
    }

    private String link(String id) {
        return "<kafka:" + topic + "?id=" + id + ">; rel=compensate";
    }

    @Test
    void anAnswerThatReachesAnotherNodeMovesTheSagaOnAndTheCallerHearsOfTheEnd() throws Exception {
        try (EmbeddedPostgres postgres = Postgres.start();
                KafkaParticipants participants = participants();
                Participants services = new Participants()) {
            String ledger = postgres.getJdbcUrl("postgres", "postgres");
            try (Node asked = new Node(ledger, replies, CALL_TIMEOUT);
                    Node other = new Node(ledger, replies, CALL_TIMEOUT)) {
                asked.stopReading();
                String saga;
                String one;
                String three;
                String answer;
                int sagas = 0;
                do { // whoever cancels is not kept waiting for an end that takes long, as on a machine under load
                    saga = asked.saga("nodes");
                    one = asked.join(saga, "one", link("1"));
                    asked.join(saga, "two", services.link());
                    three = asked.join(saga, "three", link("3"));
                    answer = asked.client()
                            .send("PUT", "/lra-coordinator/" + saga + "/cancel", Map.of(), "")
                            .body();
                    sagas++;
                } while (answer.equals("Cancelling") && sagas < 5);
                int answered = 2 * sagas;

                assertThat(answer).isEqualTo("Cancelled");

                await().atMost(LONGEST)
                        .untilAsserted(() -> assertThat(other.replies("awaited") + other.replies("unawaited"))
                                .isEqualTo(answered));
                assertThat(asked.replies("awaited") + asked.replies("unawaited"))
                        .isZero();
                assertThat(participants.commands(one)).hasSize(1);
                assertThat(participants.commands(three)).hasSize(1);
                assertThat(asked.timeline(saga)).doesNotContain("ATTEMPT_FAILED", "LATE_ANSWER");

                waitsForAnAnswerThatAnotherNodeCannotRecord(asked, other, participants);
            }
        }
    }

    /** The one that makes the calls knows that answers are unread, though it is not the one that reads them. */
    private void waitsForAnAnswerThatAnotherNodeCannotRecord(Node asked, Node other, KafkaParticipants participants) {
        String saga = asked.saga("unread");
        String id = asked.join(saga, "one", link("unread"));
        other.keepLedgerAway(true);
        asked.client().cancelLater(saga);
        Instant awaitedUntil = await().atMost(LONGEST)
                .until(() -> asked.participant(saga, id).call(), call -> call.sent() != null && call.dueAt() != null)
                .dueAt();
        await().atMost(LONGEST)
                .until(
                        () -> asked.participant(saga, id).call().dueAt(),
                        due -> due != null && due.isAfter(awaitedUntil));
        other.keepLedgerAway(false);

        await().atMost(LONGEST).until(() -> asked.status(saga), SagaStatus.CANCELLED::equals);
        assertThat(participants.commands(id)).hasSize(1);
        assertThat(asked.timeline(saga)).doesNotContain("ATTEMPT_FAILED", "LATE_ANSWER");
    }

    @Test
    void anAnswerThatComesWhileNoCoordinatorRunsIsTakenByTheNextOneAndNothingIsSentAgain() {
        String ledger = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        silent = true;
        try (KafkaParticipants participants = participants()) {
            Node first = new Node(ledger, replies);
            String saga = first.saga("restart");
            String one = first.join(saga, "one", link("1"));
            String two = first.join(saga, "two", link("2"));
            first.client().cancelLater(saga);
            await().atMost(LONGEST)
                    .until(() -> first.participant(saga, two).call().sent() != null);
            Command command = await().atMost(LONGEST)
                    .until(() -> participants.commands(two), list -> !list.isEmpty())
                    .get(0);
            first.kill();
            silent = false;
            participants.answer(command, "Compensated");

            try (Node second = new Node(ledger, replies)) {
                await().atMost(LONGEST).until(() -> second.status(saga), SagaStatus.CANCELLED::equals);
                assertThat(participants.commands(two)).hasSize(1);
                assertThat(participants.commands(one)).hasSize(1);
            }
        }
    }
}
