package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The running coordinator with a real broker: what its commands look like, and what it makes of answers of every kind. */
class KafkaCoordinatorIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String TOPIC = "stock-" + UUID.randomUUID();
    private static final String REPLIES = "replies-" + UUID.randomUUID();
    private static final Map<String, KafkaParticipants.Behaviour> BEHAVIOURS = new ConcurrentHashMap<>();
    private static final Map<String, CompletableFuture<Void>> UNRECORDED = new ConcurrentHashMap<>();

    private static Node node;
    private static KafkaParticipants participants;
    private static Participants services;
    private static KafkaProducer<byte[], byte[]> anybody;

    @BeforeAll
    static void start() throws Exception {
        String servers = TestBroker.running().bootstrapServers();
        participants = new KafkaParticipants(servers, TOPIC, REPLIES, (self, command) -> BEHAVIOURS
                .getOrDefault(command.participant(), (same, one) -> done(one))
                .take(self, command));
        services = new Participants();
        anybody = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());
        node = new Node("jdbc:h2:mem:kafka;DB_CLOSE_DELAY=-1", REPLIES, KafkaCoordinatorIT::slowToRecord);
    }

    @AfterAll
    static void stop() {
        node.close();
        participants.close();
        services.close();
        anybody.close(Duration.ofSeconds(1));
    }

    private static void done(Command command) {
        participants.answer(command, command.kind() == CallKind.COMPENSATE ? "Compensated" : "Completed");
    }

    /** For some participants, the record that the command was sent waits until the test lets it go on. */
    private static Transport slowToRecord(Transport transport) {
        return call -> {
            CompletableFuture<Void> gate = UNRECORDED.get(call.participantId());
            CompletableFuture<Answer> answer = transport.call(call);
            return gate == null ? answer : answer.thenCombine(gate, (sent, opened) -> sent);
        };
    }

    private static String link(String id) {
        return "<kafka:" + TOPIC + "?id=" + id + ">; rel=compensate,<kafka:" + TOPIC + "?id=" + id + ">; rel=complete";
    }

    private static void awaitStatus(String saga, SagaStatus status) {
        await().atMost(LONGEST).until(() -> node.status(saga), status::equals);
    }

    private static void awaitReplies(String result, double count) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(node.replies(result)).isEqualTo(count));
    }

    /** A saga of these steps that is being cancelled, with the command of the last one, which is not answered. */
    private static Command unanswered(String saga, String participant) {
        BEHAVIOURS.put(participant, (self, command) -> {});
        node.client().cancelLater(saga);
        return await().atMost(LONGEST)
                .until(() -> participants.commands(participant), list -> !list.isEmpty())
                .get(0);
    }

    @Test
    void aCommandIsWhatTheProtocolSays() {
        String saga = node.saga("command");
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Client.Reply joined = node.client()
                .send(
                        "PUT",
                        "/lra-coordinator/" + saga,
                        Map.of(
                                "Link",
                                link("command"),
                                "Narayana-LRA-Participant-Data",
                                "order 4711",
                                "traceparent",
                                trace),
                        "");
        String recovery = joined.body();
        String id = recovery.substring(recovery.lastIndexOf('/') + 1);
        node.client().done(saga, id, "{\"pieces\":3}");

        assertThat(node.client().cancel(saga)).isEqualTo("Cancelled");

        Command command = participants.commands(id).get(0);
        assertThat(command.topic()).isEqualTo(TOPIC);
        assertThat(command.key()).isEqualTo(saga);
        assertThat(command.value()).isEqualTo("{\"data\":\"order 4711\",\"results\":{\"pieces\":3}}");
        Map<String, String> expected = new HashMap<>(Map.of(
                "Long-Running-Action",
                node.client().lraId(saga),
                "Long-Running-Action-Recovery",
                recovery,
                "Bactrian-Command",
                "compensate",
                "Bactrian-Participant",
                id,
                "Bactrian-Attempt",
                "1",
                "Bactrian-Reply-Topic",
                REPLIES,
                "Bactrian-Reply-Token",
                node.participant(saga, id).replyToken(),
                "traceparent",
                trace));
        assertThat(command.headers()).isEqualTo(expected);
    }

    @Test
    void anAfterSaysHowItEndedAndANestedSagaNamesItsParent() {
        String parent = node.saga("parent");
        String child = node.client().start("child", "child", node.client().lraId(parent));
        String id = node.join(child, "listener", "<kafka:" + TOPIC + "?id=after>; rel=after");
        node.client().close(child);
        Command after = await().atMost(LONGEST)
                .until(() -> participants.commands(id), list -> list.size() == 1)
                .get(0);

        assertThat(after.headers())
                .containsEntry("Bactrian-Command", "after")
                .containsEntry("Bactrian-Saga-Status", "Closed")
                .containsEntry("Long-Running-Action-Parent", node.client().lraId(parent));
        await().atMost(LONGEST).until(() -> node.timeline(child).contains("HEARD"));
        node.client().close(parent);
    }

    @Test
    void oneParticipantMayCompensateOverHttpAndCompleteOverKafka() {
        String http = services.link().replaceFirst(",.*", "");
        String closing = node.saga("mixed");
        String one = node.join(closing, "mixed", http + ",<kafka:" + TOPIC + "?id=mixed>; rel=complete");
        assertThat(node.client().close(closing)).isEqualTo("Closed");
        assertThat(participants.commands(one)).extracting(Command::kind).containsExactly(CallKind.COMPLETE);

        String cancelling = node.saga("mixed");
        String two = node.join(cancelling, "mixed", http + ",<kafka:" + TOPIC + "?id=mixed>; rel=complete");
        assertThat(node.client().cancel(cancelling)).isEqualTo("Cancelled");
        assertThat(participants.commands(two)).isEmpty();
    }

    @Test
    void aParticipantMayMoveToATopic() {
        String saga = node.saga("moved");
        String id = node.join(saga, "moved", services.link());

        assertThat(node.client()
                        .send("PUT", "/lra-coordinator/recovery/" + saga + "/" + id, Map.of(), link("moved"))
                        .status())
                .isEqualTo(200);
        assertThat(node.client().cancel(saga)).isEqualTo("Cancelled");
        assertThat(participants.commands(id)).hasSize(1);
    }

    @Test
    void whoeverLooksSeesThatAnAnswerIsAwaitedButNeverTheToken() {
        String saga = node.saga("seen");
        String id = node.join(saga, "seen", link("seen"));
        Command command = unanswered(saga, id);
        await().atMost(LONGEST).until(() -> node.participant(saga, id).call().sent() != null);

        assertThat(node.details(saga, EventKind.SENT)).containsExactly("compensate to topic " + TOPIC);
        Client.Reply details = node.client().get("/api/v1/sagas/" + saga);
        JsonNode participant = details.json().path("participants").get(0);
        assertThat(participant.path("calling").asBoolean()).isTrue();
        assertThat(participant.path("attempts").asInt()).isEqualTo(1);
        String token = command.header("Bactrian-Reply-Token");
        assertThat(details.body()).doesNotContain(token);
        assertThat(node.client().get("/console/sagas/" + saga).body()).doesNotContain(token);
        assertThat(node.client()
                        .get("/lra-coordinator/recovery/" + saga + "/" + id)
                        .body())
                .contains("kafka:" + TOPIC)
                .doesNotContain(token);
        done(command);
        awaitStatus(saga, SagaStatus.CANCELLED);
    }

    @Test
    void answersThatComeTwiceOrInTheWrongOrderCountOnce() {
        String saga = node.saga("twice");
        String one = node.join(saga, "one", link("twice-1"));
        String two = node.join(saga, "two", link("twice-2"));
        double repeated = node.replies("repeated");
        BEHAVIOURS.put(two, (self, command) -> {
            done(command);
            done(command);
            participants.answer(command, "Compensating", "Bactrian-Retry-After", "3600");
            participants.answer(command, "FailedToCompensate");
        });

        assertThat(node.client().cancel(saga)).isEqualTo("Cancelled");

        awaitReplies("repeated", repeated + 3);
        assertThat(participants.commands(two)).hasSize(1);
        assertThat(participants.commands(one)).hasSize(1);
        assertThat(node.timeline(saga))
                .filteredOn(kind -> !kind.equals("SENT")) // which an answer may overtake
                .containsExactly("STARTED", "JOINED", "JOINED", "CANCELLING", "COMPENSATED", "COMPENSATED", "ENDED");
    }

    @Test
    void anAnswerThatOvertakesTheRecordOfItsCommandSettlesTheCall() {
        String saga = node.saga("early");
        String id = node.join(saga, "early", link("early"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        UNRECORDED.put(id, gate);
        double unawaited = node.replies("unawaited");
        node.client().cancelLater(saga);

        awaitStatus(saga, SagaStatus.CANCELLED);
        awaitReplies("unawaited", unawaited + 1);
        gate.complete(null);
        await().atMost(LONGEST).until(() -> node.engine().callsUnderWay() == 0);
        assertThat(node.timeline(saga)).containsExactly("STARTED", "JOINED", "CANCELLING", "COMPENSATED", "ENDED");
    }

    @Test
    void oneThatIsAtItIsLeftAloneForTheTimeItAnnounces() {
        String saga = node.saga("slow");
        String id = node.join(saga, "slow", link("slow"));
        BEHAVIOURS.put(
                id, (self, command) -> participants.answer(command, "Compensating", "Bactrian-Retry-After", "600"));
        node.client().cancelLater(saga);
        await().atMost(LONGEST).until(() -> node.timeline(saga).contains("IN_PROGRESS"));

        assertThat(node.participant(saga, id).call().dueAt())
                .isAfter(Instant.now().plusSeconds(500));
        done(participants.commands(id).get(0));
        awaitStatus(saga, SagaStatus.CANCELLED);
        assertThat(participants.commands(id)).hasSize(1);
    }

    @Test
    void answersOfStrangersChangeNothingAndAreCounted() {
        String saga = node.saga("forged");
        String one = node.join(saga, "one", link("forged-1"));
        String two = node.join(saga, "two", link("forged-2"));
        Command command = unanswered(saga, two);
        await().atMost(LONGEST).until(() -> node.participant(saga, two).call().sent() != null);
        List<String> results = List.of("wrong-token", "unknown-participant", "unknown-saga", "not-owed");
        Map<String, Double> before = new HashMap<>();
        results.forEach(result -> before.put(result, node.replies(result)));

        participants.answer(
                command,
                "Compensated",
                "Bactrian-Reply-Token",
                UUID.randomUUID().toString());
        participants.answer(
                command,
                "Compensated",
                "Bactrian-Participant",
                UUID.randomUUID().toString());
        participants.answer(
                command, "Compensated", "Long-Running-Action", node.client().lraId("nowhere"));
        participants.answer(command, "Completed", "Bactrian-Command", "complete");
        participants.answer(
                command,
                "Compensated",
                "Bactrian-Participant",
                one,
                "Bactrian-Reply-Token",
                node.participant(saga, one).replyToken());

        awaitReplies("wrong-token", before.get("wrong-token") + 1);
        awaitReplies("unknown-participant", before.get("unknown-participant") + 1);
        awaitReplies("unknown-saga", before.get("unknown-saga") + 1);
        awaitReplies("not-owed", before.get("not-owed") + 2);
        assertThat(node.participant(saga, two).call().sent()).isNotNull();
        assertThat(participants.commands(one)).isEmpty();
        done(command);
        awaitStatus(saga, SagaStatus.CANCELLED);
        assertThat(participants.commands(two)).hasSize(1);
    }

    @Test
    void whatNobodyCanReadGoesToTheDeadLettersWithTheReasonAndTheRestGoesOn() throws Exception {
        String saga = node.saga("poison");
        String id = node.join(saga, "poison", link("poison"));
        Command command = unanswered(saga, id);
        double unreadable = node.replies("unreadable");
        anybody.send(new ProducerRecord<>(REPLIES, bytes(saga), bytes("poison 1")))
                .get();
        anybody.send(new ProducerRecord<>(REPLIES, null, null)).get();
        participants.answer(command, "Undone");
        participants.answer(command, "Compensated", "Bactrian-Command", "forget");
        participants.answer(command, "Compensated", "Bactrian-Participant", "a\nb");
        done(command);

        awaitStatus(saga, SagaStatus.CANCELLED);
        awaitReplies("unreadable", unreadable + 5);
        List<ConsumerRecord<byte[], byte[]>> dead = deadLetters(5);
        assertThat(dead)
                .extracting(letter -> new String(
                        letter.headers().lastHeader("Bactrian-Reason").value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        "The header Long-Running-Action is missing",
                        "The header Long-Running-Action is missing",
                        "Bactrian-Status of an answer to compensate must be Compensated, Compensating, Failed or"
                                + " FailedToCompensate, was Undone",
                        "Bactrian-Command must be compensate or complete, which are the commands that are answered, was"
                                + " forget",
                        "The header Bactrian-Participant must have at most 8000 characters, none of them a control"
                                + " character, was a b");
        assertThat(dead).anySatisfy(letter -> assertThat(letter.value()).isEqualTo(bytes("poison 1")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                TestBroker.running().bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(REPLIES + ".dead-letters"));
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            await().atMost(LONGEST).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return letters.size() >= count;
            });
            return letters;
        }
    }

    @Test
    void anAnswerThatComesWhileTheLedgerIsAwayIsTakenWhenItIsBack() {
        String saga = node.saga("ledger");
        String id = node.join(saga, "ledger", link("ledger"));
        Command command = unanswered(saga, id);
        await().atMost(LONGEST).until(() -> node.participant(saga, id).call().sent() != null);
        node.keepLedgerAway(true);
        try {
            int knocks = node.knocks();
            done(command);
            await().atMost(LONGEST).until(() -> node.knocks() >= knocks + 3);
        } finally {
            node.keepLedgerAway(false);
        }

        awaitStatus(saga, SagaStatus.CANCELLED);
        assertThat(participants.commands(id)).hasSize(1);
    }

    @Test
    void isHealthyWithItsBroker() {
        JsonNode health = node.client().get("/actuator/health").json();

        assertThat(health.path("status").asText()).isEqualTo("UP");
    }
}
