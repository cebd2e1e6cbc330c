package io.bactrian.coordinator.kafka;

import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantContract;
import io.bactrian.coordinator.delivery.RunningLedger;
import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.delivery.Wire;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.kafka.KafkaParticipants.Command;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Participant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** The contract over a real broker, with participants that use plain clients. */
class KafkaParticipantIT extends ParticipantContract {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final String TOPIC = "commands-" + UUID.randomUUID();
    private static final KafkaSettings SETTINGS = new KafkaSettings(
            true, "replies-" + UUID.randomUUID(), null, UUID.randomUUID().toString(), 1, Duration.ofSeconds(60));
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static final Counts COUNTS = new Counts(METERS);

    private static Outlet outlet;
    private static ReplyConsumer consumer;
    private static KafkaParticipants participants;
    private static volatile KafkaWire current;

    @BeforeAll
    static void start() {
        String servers = TestBroker.running().bootstrapServers();
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(servers));
        Broker broker = new Broker(properties, new DefaultSslBundleRegistry(), SETTINGS);
        outlet = new Outlet(broker.producers(), METERS);
        participants =
                new KafkaParticipants(servers, TOPIC, SETTINGS.replyTopic(), (self, command) -> current.take(command));
        consumer = new ReplyConsumer(
                broker.consumers(),
                outlet.operations(),
                SETTINGS,
                new ReplyListener(new ReplyReader(CALL_TIMEOUT), reply -> current.take(reply), COUNTS),
                COUNTS);
        consumer.start();
    }

    @AfterAll
    static void stop() {
        consumer.stop();
        participants.close();
        outlet.close();
    }

    private static int sent() {
        return (int) METERS.find("bactrian.kafka.commands").tag("result", "sent").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    protected Wire newWire() {
        return new KafkaWire();
    }

    /** What belongs to one test; topics and clients are shared. */
    private static final class KafkaWire implements Wire {

        private final Map<String, String> names = new ConcurrentHashMap<>();
        private final Map<String, Queue<Says>> next = new ConcurrentHashMap<>();
        private final Map<String, Says> always = new ConcurrentHashMap<>();
        private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
        private volatile RunningLedger ledger;

        @Override
        public Transport transport(Duration callTimeout) {
            return new KafkaTransport(new Commands(SETTINGS.replyTopic()), outlet.lanes(), CALL_TIMEOUT, COUNTS);
        }

        @Override
        public void bringAnswersTo(RunningLedger on) {
            ledger = on;
            current = this;
        }

        @Override
        public Links links(String name, CallKind... kinds) {
            List<CallKind> some = Arrays.asList(kinds);
            String link = "kafka:" + TOPIC + "?id=" + name;
            return new Links(
                    some.contains(CallKind.COMPENSATE) ? link : null,
                    some.contains(CallKind.COMPLETE) ? link : null,
                    null,
                    some.contains(CallKind.FORGET) ? link : null,
                    some.contains(CallKind.AFTER) ? link : null,
                    null);
        }

        @Override
        public void then(String name, CallKind kind, Says... some) {
            next.computeIfAbsent(name + kind, key -> new ArrayDeque<>()).addAll(List.of(some));
        }

        @Override
        public void always(String name, CallKind kind, Says says) {
            always.put(name + kind, says);
        }

        private void take(Command command) {
            if (command.kind() != CallKind.COMPENSATE && command.kind() != CallKind.COMPLETE) {
                return;
            }
            String key = name(command) + command.kind();
            Queue<Says> queue = next.get(key);
            Says says = queue == null || queue.isEmpty() ? always.getOrDefault(key, Says.DONE) : queue.poll();
            if (says == Says.NOTHING) {
                unanswered.add(command.participant() + command.attempt());
            } else {
                participants.answer(command, word(command.kind(), says));
            }
        }

        private Replies.Taken take(Replies.Reply reply) {
            return ledger.engine().replies().take(reply);
        }

        /** A command names its participant by its id; the test's name for it is its step. */
        private String name(Command command) {
            return names.computeIfAbsent(
                    command.participant(), id -> ledger.engine().ledger().participants(command.key()).stream()
                            .filter(p -> p.id().equals(id))
                            .map(p -> p.terms().step())
                            .findFirst()
                            .orElseThrow());
        }

        @Override
        public List<Call> calls() {
            return participants.commands().stream()
                    .filter(command -> ledger.sagas().contains(command.key()))
                    .map(command -> command.call(name(command)))
                    .toList();
        }

        @Override
        public void settle(RunningLedger on) {
            await().atMost(RunningLedger.LONGEST)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        on.quiet();
                        return on.sagas().stream()
                                        .flatMap(saga -> on.engine().ledger().participants(saga).stream())
                                        .allMatch(this::isSettled)
                                && on.engine().callsUnderWay() == 0
                                && participants.taken() == sent();
                    });
        }

        private boolean isSettled(Participant participant) {
            CallState call = participant.call();
            return call.claim() == null
                    && (call.sent() == null || unanswered.contains(participant.id() + call.attempts()));
        }

        @Override
        public void passSilence(RunningLedger on) throws Exception {
            on.clock.advance(CALL_TIMEOUT);
            on.engine().runDueWork();
            settle(on);
        }

        @Override
        public Duration longestProgress() {
            return CALL_TIMEOUT;
        }

        @Override
        public void close() {
            // whoever comes next has sagas of its own
        }
    }
}
