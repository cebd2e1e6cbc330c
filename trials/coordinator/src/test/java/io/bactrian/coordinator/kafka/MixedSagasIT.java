package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.coordinator.delivery.ParticipantServer;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Sagas with participants over HTTP and over Kafka, which fail in every way they can, while the broker and the coordinator
 * are killed: all end, in reverse order each, and no participant does anything twice. {@code -Dbactrian.seed=..} repeats a
 * run's choices.
 */
class MixedSagasIT {

    private static final int SAGAS = Integer.getInteger("bactrian.sagas", 300);
    private static final long SEED = Long.getLong("bactrian.seed", System.nanoTime());
    private static final Duration LONGEST = Duration.ofSeconds(300);
    private static final int MOST_FAULTS = 2;

    private final Random random = new Random(SEED);
    private final String topic = "stock-" + UUID.randomUUID();
    private final String replies = "replies-" + UUID.randomUUID();
    private final String ledger = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final Map<String, Mood> moods = new ConcurrentHashMap<>();
    private final Map<String, List<String>> effects = new ConcurrentHashMap<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger silences = new AtomicInteger();

    /** What a participant does before it does what it is asked to. */
    private enum Fault {
        /** It does it, and nobody hears of it. */
        DOES_IT_SILENTLY,
        /** It does nothing and says nothing. */
        SILENT,
        IN_PROGRESS,
        /** Its answer comes together with the one to the next call. */
        LATE,
        /** It answers twice. */
        TWICE,
        /** A stranger answers in its name, and somebody puts a record there that is none. */
        DISTURBED
    }

    private record Mood(String saga, String step, ConcurrentLinkedQueue<Fault> faults) {}

    private record Told(String id, boolean cancel, List<String> steps) {}

    @Test
    void everySagaEndsInReverseOrderAndNobodyDoesAnythingTwice() throws Exception {
        System.out.println("mixed sagas: -Dbactrian.seed=" + SEED);
        LocalBroker broker = TestBroker.running();
        try (KafkaParticipants overKafka =
                        new KafkaParticipants(broker.bootstrapServers(), topic, replies, this::take);
                ParticipantServer overHttp = new ParticipantServer(this::answer)) {
            Node first = start();
            List<Told> sagas = new ArrayList<>();
            for (int i = 0; i < SAGAS; i++) {
                sagas.add(begin(first, overHttp));
            }
            decide(first, sagas.subList(0, SAGAS / 2));
            await().atMost(LONGEST).until(() -> ended(first, sagas) > SAGAS / 10);
            broker.kill();
            broker.start();
            first.kill();
            try (Node second = start()) {
                decide(second, sagas);
                await().atMost(LONGEST).until(() -> ended(second, sagas) == SAGAS);
                System.out.printf(
                        "mixed sagas: %d ended, %d steps, %d commands over Kafka, %d of them repeated%n",
                        SAGAS,
                        moods.size(),
                        overKafka.commands().size(),
                        overKafka.commands().stream()
                                .filter(command -> command.attempt() > 1)
                                .count());

                assertThat(second.query("SELECT id FROM participant WHERE parked = TRUE OR call_kind IS NOT NULL"))
                        .isEmpty();
                sagas.forEach(saga -> check(second, saga));
                assertThat(second.replies("wrong-token")).isPositive();
                assertThat(second.replies("unreadable")).isPositive();
            }
        } finally {
            broker.start();
        }
    }

    private Node start() {
        return new Node(ledger, replies, "bactrian.call-timeout=1s", "bactrian.kafka.send-timeout=1s");
    }

    private Told begin(Node node, ParticipantServer overHttp) {
        String saga = node.begin();
        List<String> steps = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String step = (i + 1) + (i % 2 == random.nextInt(2) ? "-kafka" : "-http");
            String name = saga + "." + step;
            ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
            for (int n = random.nextInt(MOST_FAULTS + 1); n > 0; n--) {
                faults.add(Fault.values()[random.nextInt(Fault.values().length)]);
            }
            String topicLink = "kafka:" + topic + "?id=" + name;
            Links links = step.endsWith("-http")
                    ? overHttp.links(name, CallKind.COMPENSATE, CallKind.COMPLETE)
                    : new Links(topicLink, topicLink, null, null, null, null);
            String id = node.enlist(saga, step, links);
            moods.put(step.endsWith("-http") ? name : id, new Mood(saga, step, faults));
            steps.add(step);
        }
        return new Told(saga, random.nextInt(10) < 7, steps);
    }

    /** Whatever is not decided yet; asking twice is harmless. */
    private static void decide(Node node, List<Told> sagas) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        for (Told saga : sagas) {
            clients.execute(() -> {
                if (saga.cancel()) {
                    node.engine().decisions().cancel(saga.id(), "cancel was requested", null);
                } else {
                    node.engine().decisions().close(saga.id(), null);
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private static long ended(Node node, List<Told> sagas) {
        Set<String> ids = node.query("SELECT id FROM saga WHERE ended_at IS NOT NULL").stream()
                .map(row -> String.valueOf(row.get("id")))
                .collect(Collectors.toSet());
        return sagas.stream().filter(saga -> ids.contains(saga.id())).count();
    }

    private void check(Node node, Told saga) {
        assertThat(node.status(saga.id())).isEqualTo(saga.cancel() ? SagaStatus.CANCELLED : SagaStatus.CLOSED);
        List<String> did = effects.getOrDefault(saga.id(), List.of());
        if (saga.cancel()) {
            List<String> reversed = new ArrayList<>();
            saga.steps().forEach(step -> reversed.add(0, "COMPENSATE " + step));
            assertThat(did).as("saga %s, seed %d", saga, SEED).containsExactlyElementsOf(reversed);
        } else {
            assertThat(did)
                    .as("saga %s, seed %d", saga, SEED)
                    .containsExactlyInAnyOrderElementsOf(saga.steps().stream()
                            .map(step -> "COMPLETE " + step)
                            .toList());
        }
    }

    /** The business effect: once per idempotency key, as participants are told to keep it. */
    private void act(Mood mood, CallKind kind, String recoveryUrl) {
        if (keys.add(kind + recoveryUrl)) {
            effects.computeIfAbsent(mood.saga(), id -> new CopyOnWriteArrayList<>())
                    .add(kind + " " + mood.step());
        }
    }

    private void take(KafkaParticipants self, Command command) {
        Mood mood = moods.get(command.participant());
        String done = command.kind() == CallKind.COMPENSATE ? "Compensated" : "Completed";
        String atIt = command.kind() == CallKind.COMPENSATE ? "Compensating" : "Completing";
        String key = command.header("Long-Running-Action-Recovery");
        Fault fault = mood.faults().poll();
        if (fault == Fault.SILENT) {
            return;
        }
        if (fault == Fault.IN_PROGRESS) {
            self.answer(command, atIt);
            return;
        }
        act(mood, command.kind(), key);
        if (fault == Fault.DOES_IT_SILENTLY || fault == Fault.LATE) {
            return;
        }
        if (fault == Fault.DISTURBED) {
            self.answer(command, done, "Bactrian-Reply-Token", "guessed");
            self.send(command.header("Bactrian-Reply-Topic"), command.key(), new HashMap<>());
        }
        self.answer(command, done);
        if (fault == Fault.TWICE || command.attempt() > 1) {
            self.answer(command, done);
        }
    }

    private Reply answer(ParticipantServer.Call call) {
        if (call.kind() == CallKind.STATUS) {
            return Reply.of(404); // whoever was at it has forgotten: it is called again
        }
        Mood mood = moods.get(call.name());
        Fault fault = mood.faults().poll();
        if (fault == Fault.SILENT) {
            return silences.incrementAndGet() % 2 == 0 ? Reply.HANG_UP : Reply.of(503);
        }
        if (fault == Fault.IN_PROGRESS) {
            return new Reply(202, "", "/" + call.name() + "/status");
        }
        act(mood, call.kind(), call.recoveryUrl());
        return fault == null ? Reply.of(200) : Reply.HANG_UP;
    }
}
