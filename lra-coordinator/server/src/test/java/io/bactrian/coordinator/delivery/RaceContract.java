package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What every ledger has to keep while everything happens at once: two nodes, many clients, participants that fail in
 * every way, a node that falls silent with calls under way and one that is killed. The invariants are counted from the
 * participants' own log and from the committed timeline; a counter that is not zero names who broke it.
 */
abstract class RaceContract {

    private static final int SAGAS = 36;
    private static final int HELD = 16;
    private static final int CLIENTS = 8;
    private static final int ACTS = 90;
    private static final int MOST_PARTICIPANTS = 7;
    private static final CallKind[] ALL_CALLS = {
        CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.STATUS, CallKind.FORGET, CallKind.AFTER
    };
    private static final CallKind[] TWO_CALLS = {CallKind.COMPENSATE, CallKind.COMPLETE};
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(60);

    private final TestClock clock = new TestClock();
    private final Moody moody = new Moody();
    private final ParticipantServer participants = new ParticipantServer(moody);
    private final List<RunningEngine> nodes = new ArrayList<>();
    private final Map<String, Joined> joined = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicInteger sagasStarted = new AtomicInteger();
    private DataSource dataSource;
    private JdbcTemplate jdbc;

    /** A join that was answered "enlisted"; {@code left} when a later leave was answered so too. */
    private record Joined(String sagaId, int seq, String participantId, String name, boolean hasAfter) {}

    private final Set<String> left = ConcurrentHashMap.newKeySet();

    abstract DataSource newLedger() throws Exception;

    @BeforeEach
    void startNodes() throws Exception {
        dataSource = newLedger();
        jdbc = new JdbcTemplate(dataSource);
        Migrations.migrate(dataSource);
        nodes.add(newNode());
        nodes.add(newNode());
    }

    @AfterEach
    void stop() throws Exception {
        moody.open();
        for (RunningEngine node : nodes) {
            node.awaitQuiet(Duration.ofSeconds(2));
            node.abandon();
        }
        participants.close();
        if (dataSource instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private RunningEngine newNode() {
        RunningEngine node = new RunningEngine(
                dataSource,
                clock,
                new EngineSettings(
                        Duration.ofHours(1),
                        new RetryPolicy(Duration.ofMillis(200), 2, Duration.ofSeconds(5), 1_000),
                        Duration.ofDays(30),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10)),
                Duration.ofMinutes(5));
        node.begin(false);
        return node;
    }

    @Test
    void nothingIsLostRepeatedOrReordered() throws Exception {
        List<String> sagas = new ArrayList<>();
        for (int i = 0; i < SAGAS; i++) {
            sagas.add(start());
        }
        race(sagas, nodes.get(0), nodes.get(1));
        fallSilentWithCallsUnderWay(nodes.get(1), nodes.get(0));
        for (int i = 0; i < SAGAS / 2; i++) {
            sagas.add(start());
        }
        race(sagas, nodes.get(0), nodes.get(1));
        killWithCallsUnderWay(nodes.get(1), nodes.get(0));
        nodes.add(newNode());
        race(sagas.subList(SAGAS, sagas.size()), nodes.get(0), nodes.get(2));
        runToTheEnd(nodes.get(0), nodes.get(2));

        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM saga_event WHERE kind = 'CANCELLING'", Integer.class))
                .as("the race cancels often enough to mean something")
                .isGreaterThan(10);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM saga_event WHERE kind = 'CLOSING'", Integer.class))
                .as("the race closes often enough to mean something")
                .isGreaterThan(5);
        assertThat(violations()).isEmpty();
    }

    private String start() {
        String id = nodes.get(0)
                .enrolment()
                .start(new Enrolment.Start(
                        uid -> "http://localhost/lra-coordinator/" + uid,
                        "",
                        null,
                        null,
                        null,
                        null,
                        sagasStarted.incrementAndGet() % 3 == 0 ? OrderPolicy.STRICT : OrderPolicy.BEST_EFFORT,
                        null,
                        null))
                .requireSaga()
                .id();
        join(nodes.get(0), id);
        join(nodes.get(0), id);
        return id;
    }

    private void race(List<String> sagas, RunningEngine... running) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1);
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        List<Future<?>> done = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Random random = new Random(4711 + client);
            done.add(clients.submit(() -> {
                together.await();
                for (int act = 0; act < ACTS; act++) {
                    act(random, running, sagas.get(random.nextInt(sagas.size())), act);
                }
                return null;
            }));
        }
        for (Future<?> client : done) {
            client.get(300, TimeUnit.SECONDS);
        }
        clients.shutdown();
    }

    private void act(Random random, RunningEngine[] running, String sagaId, int act) {
        RunningEngine node = running[random.nextInt(running.length)];
        int dice = random.nextInt(100);
        boolean late = act > ACTS / 3; // first they grow, then they are decided, while others still join
        if (dice < 40) {
            join(node, sagaId);
        } else if (dice < 46) {
            leave(node, sagaId, random);
        } else if (dice < 54 && late) {
            node.decisions().close(sagaId, null);
        } else if (dice < 64 && late) {
            node.decisions().cancel(sagaId, "cancel was requested", null);
        } else if (dice < 74) {
            report(node, sagaId, random);
        } else if (dice < 76) {
            node.recoveryPass().run();
        } else if (dice < 82) {
            node.interventions().retry("somebody", sagaId);
        } else {
            clock.advance(Duration.ofMillis(random.nextInt(150)));
            for (RunningEngine each : running) {
                each.housekeeping().beat();
            }
            node.runDueWork();
        }
        LockSupport.parkNanos(random.nextInt(2_000_000));
    }

    private void join(RunningEngine node, String sagaId) {
        boolean all = ThreadLocalRandom.current().nextInt(4) == 0;
        String name = "p" + names.incrementAndGet();
        Links links = participants.links(name, all ? ALL_CALLS : TWO_CALLS);
        if (jdbc.queryForObject("SELECT COUNT(*) FROM participant WHERE saga_id = ?", Integer.class, sagaId)
                >= MOST_PARTICIPANTS) {
            return;
        }
        moody.meet(name);
        Outcome outcome = node.enrolment()
                .join(sagaId, new Enrolment.Join(new Terms(links, name, null, null, false, null), null, null, null));
        if (outcome.accepted()) {
            var participant = outcome.requireParticipant();
            joined.put(name, new Joined(sagaId, participant.seq(), participant.id(), name, all));
        }
    }

    private void leave(RunningEngine node, String sagaId, Random random) {
        anyOf(sagaId, random).ifPresent(who -> {
            Links links = participants.links(who.name(), who.hasAfter() ? ALL_CALLS : TWO_CALLS);
            if (node.enrolment().leave(sagaId, links).accepted()) {
                left.add(who.name());
            }
        });
    }

    private void report(RunningEngine node, String sagaId, Random random) {
        anyOf(sagaId, random).ifPresent(who -> node.corrections()
                .report(sagaId, who.participantId(), new StepReport(StepState.DONE, "{\"n\":1}", null)));
    }

    private Optional<Joined> anyOf(String sagaId, Random random) {
        List<Joined> of = joined.values().stream()
                .filter(who -> who.sagaId().equals(sagaId))
                .toList();
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    /** A pause longer than any claim: its calls are taken over while they are under way, and then it wakes up. */
    private void fallSilentWithCallsUnderWay(RunningEngine silent, RunningEngine other) throws Exception {
        holdCallsOf(silent);
        clock.advance(Duration.ofSeconds(11));
        other.housekeeping().beat();
        other.runDueWork();
        moody.awaitHeld(other.callsUnderWay() + silent.callsUnderWay());
        moody.open();
        assertThat(silent.awaitQuiet(LONGEST_QUIET)).isTrue();
        assertThat(other.awaitQuiet(LONGEST_QUIET)).isTrue();
        silent.housekeeping().beat();
    }

    private void killWithCallsUnderWay(RunningEngine killed, RunningEngine other) throws Exception {
        holdCallsOf(killed);
        killed.abandon();
        clock.advance(Duration.ofSeconds(11));
        other.housekeeping().beat();
        other.runDueWork();
        moody.open();
        assertThat(other.awaitQuiet(LONGEST_QUIET)).isTrue();
    }

    /** Decides fresh sagas on one node while the participants keep every answer back. */
    private void holdCallsOf(RunningEngine node) throws Exception {
        for (RunningEngine each : nodes) {
            each.awaitQuiet(LONGEST_QUIET);
        }
        moody.close();
        for (int i = 0; i < HELD; i++) {
            String saga = start();
            if (i % 2 == 0) {
                node.decisions().cancel(saga, "cancel was requested", null);
            } else {
                node.decisions().close(saga, null);
            }
        }
        moody.awaitHeld(HELD / 2 * 3); // one of each cancelled saga, two of each closed one
    }

    /** What is still undecided passes its deadline; then the clock runs until nothing is owed any more. */
    private void runToTheEnd(RunningEngine... running) throws Exception {
        clock.advance(Duration.ofHours(2));
        for (int round = 0; round < 60; round++) {
            for (RunningEngine node : running) {
                node.housekeeping().beat();
                node.runDueWork();
            }
            for (RunningEngine node : running) {
                assertThat(node.awaitQuiet(LONGEST_QUIET))
                        .as("calls that never end")
                        .isTrue();
            }
            settleByHandWhatHoldsTheOthers(running[0]);
            if (round > 3 && owed() == 0) {
                return;
            }
            clock.advance(Duration.ofSeconds(61));
        }
    }

    /** Under strict order, one that failed holds the earlier ones until a person has settled it. */
    private void settleByHandWhatHoldsTheOthers(RunningEngine node) {
        jdbc.query(
                "SELECT s.id AS saga, p.id AS participant FROM participant p JOIN saga s ON s.id = p.saga_id WHERE"
                        + " s.status = 'CANCELLING' AND s.order_policy = 'STRICT' AND p.status = 'FAILED_TO_COMPENSATE'",
                row -> {
                    node.interventions()
                            .resolve("ann", row.getString("saga"), row.getString("participant"), "paid back by hand");
                });
    }

    private int owed() {
        return jdbc.queryForObject(
                "SELECT COUNT(*) FROM participant WHERE call_kind IS NOT NULL AND parked = FALSE", Integer.class);
    }

    private List<String> violations() {
        List<String> found = new ArrayList<>(moody.violations);
        found.addAll(
                named(
                        "more than one decision",
                        "SELECT saga_id FROM saga_event WHERE kind IN ('CLOSING', 'CANCELLING') GROUP BY saga_id HAVING COUNT(*) <> 1"));
        found.addAll(named("no decision", "SELECT id FROM saga WHERE decided_at IS NULL"));
        found.addAll(named("a claim that nobody holds", "SELECT id FROM participant WHERE claim_token IS NOT NULL"));
        found.addAll(named(
                "still open",
                "SELECT id FROM saga s WHERE status IN ('ACTIVE', 'CLOSING', 'CANCELLING') AND NOT EXISTS"
                        + " (SELECT 1 FROM participant p WHERE p.saga_id = s.id AND p.parked = TRUE)"));
        found.addAll(named(
                "neither done nor failed nor parked in a decided saga",
                "SELECT p.id FROM participant p JOIN saga s ON s.id = p.saga_id WHERE p.parked = FALSE"
                        + " AND s.decided_at IS NOT NULL AND p.status IN ('ACTIVE', 'COMPENSATING', 'COMPLETING')"));
        found.addAll(named(
                "completed in a cancelled saga, or compensated in a closed one",
                "SELECT p.id FROM participant p JOIN saga s ON s.id = p.saga_id"
                        + " WHERE (s.status IN ('CANCELLED', 'FAILED_TO_CANCEL') AND p.status LIKE '%COMPLETE%')"
                        + " OR (s.status IN ('CLOSED', 'FAILED_TO_CLOSE') AND p.status LIKE '%COMPENSATE%')"));
        found.addAll(named(
                "ended more often than a person asked for another try",
                "SELECT saga_id FROM saga_event WHERE kind IN ('ENDED', 'RETRIED') GROUP BY saga_id"
                        + " HAVING SUM(CASE kind WHEN 'ENDED' THEN 1 ELSE -1 END) > 1"));
        Map<String, String> status = new HashMap<>();
        jdbc.query("SELECT id, status, parked FROM participant", row -> {
            status.put(row.getString("id"), row.getBoolean("parked") ? "PARKED" : row.getString("status"));
        });
        Map<String, List<Joined>> bySaga = new HashMap<>();
        joined.values().forEach(who -> {
            checkEnd(who, String.valueOf(status.get(who.participantId())), found);
            bySaga.computeIfAbsent(who.sagaId(), id -> new ArrayList<>()).add(who);
        });
        bySaga.values().forEach(of -> checkOrder(of, status, found));
        return found;
    }

    private List<String> named(String violation, String query) {
        return jdbc.queryForList(query, String.class).stream()
                .map(id -> violation + ": " + id)
                .toList();
    }

    /** Who was told "you are in" was asked, and what is recorded is what it said itself. */
    private void checkEnd(Joined who, String status, List<String> found) {
        List<CallKind> done = moody.done.getOrDefault(who.name(), List.of());
        List<Call> calls = participants.calls(who.name());
        boolean told =
                switch (status) {
                    case "LEFT" -> left.contains(who.name()) && calls.isEmpty();
                    case "COMPENSATED" -> done.contains(CallKind.COMPENSATE) || moody.failed.contains(who.name());
                    case "COMPLETED" -> done.contains(CallKind.COMPLETE);
                    case "FAILED_TO_COMPENSATE", "FAILED_TO_COMPLETE" -> moody.failed.contains(who.name());
                    case "PARKED" -> true;
                    default -> false;
                };
        if (!told) {
            found.add("joined " + who + " is " + status + " but itself did " + done);
        }
        if (left.contains(who.name()) && !status.equals("LEFT")) {
            found.add("left, but is " + status + ": " + who);
        }
        if (who.hasAfter()
                && status.matches("COMP.*")
                && calls.stream().noneMatch(call -> call.kind() == CallKind.AFTER)
                && !isOpen(who.sagaId())) {
            found.add("never heard how its saga ended: " + who);
        }
        if (calls.stream().map(Call::recoveryUrl).distinct().count() > 1) {
            found.add("called under several idempotency keys: " + who);
        }
    }

    private boolean isOpen(String sagaId) {
        return jdbc.queryForObject("SELECT COUNT(*) FROM saga WHERE id = ? AND ended_at IS NULL", Integer.class, sagaId)
                > 0;
    }

    /** The first call to compensate came after every later participant had said its last word. */
    private void checkOrder(List<Joined> of, Map<String, String> status, List<String> found) {
        for (Joined earlier : of) {
            for (Joined later : of) {
                if (later.seq() > earlier.seq()
                        && !left.contains(later.name())
                        && !"PARKED".equals(status.get(later.participantId()))) {
                    long lastWord = moody.lastWord.getOrDefault(later.name(), Long.MAX_VALUE);
                    participants.calls(earlier.name()).stream()
                            .filter(call -> call.kind() == CallKind.COMPENSATE && call.order() < lastWord)
                            .findFirst()
                            .ifPresent(
                                    call -> found.add("out of order: " + call + " before the last word of " + later));
                }
            }
        }
    }

    /**
     * Participants that fail in every way a few times and then do what they are asked to, and watch how they are called.
     * Some cannot, and say so.
     */
    private final class Moody implements ParticipantServer.Behaviour {

        final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
        final Map<String, List<CallKind>> done = new ConcurrentHashMap<>();
        final Map<String, Long> lastWord = new ConcurrentHashMap<>();
        final Set<String> failed = ConcurrentHashMap.newKeySet();
        private final Map<String, Random> moods = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> patience = new ConcurrentHashMap<>();
        private final Map<String, CallKind> doing = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
        private final AtomicInteger held = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        void meet(String name) {
            Random mood = new Random(name.hashCode());
            moods.put(name, mood);
            patience.put(name, new AtomicInteger(mood.nextInt(4)));
        }

        void close() {
            gate = new CountDownLatch(1);
        }

        void open() {
            gate.countDown();
        }

        void awaitHeld(int calls) {
            await().atMost(LONGEST_QUIET).until(() -> held.get() >= calls);
        }

        @Override
        public Reply answer(Call call) throws InterruptedException {
            String claim = watch(call);
            AtomicInteger ofThisNode = underWay.computeIfAbsent(call.name() + claim, key -> new AtomicInteger());
            if (ofThisNode.incrementAndGet() > 1 && !claim.isEmpty()) {
                violations.add("two calls at once by one node: " + call);
            }
            held.incrementAndGet();
            try {
                gate.await();
                Random mood = moods.get(call.name());
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(3_000_000));
                synchronized (mood) {
                    return react(call, mood);
                }
            } finally {
                held.decrementAndGet();
                ofThisNode.decrementAndGet();
            }
        }

        /** Looks into the ledger, as of now, who calls; reports a call that comes after its own success. */
        private String watch(Call call) {
            Joined who = joined.get(call.name());
            if (who == null || call.kind() == CallKind.AFTER || call.kind() == CallKind.FORGET) {
                return "";
            }
            return jdbc.query(
                    "SELECT p.status, p.claim_node, (SELECT COUNT(*) FROM saga_event e WHERE e.participant_id = p.id"
                            + " AND e.kind = 'LATE_ANSWER') AS late FROM participant p WHERE p.id = ?",
                    row -> {
                        row.next();
                        String status = row.getString("status");
                        if (!status.equals("COMPENSATING") && !status.equals("COMPLETING") && row.getInt("late") == 0) {
                            violations.add("called although it is " + status + ": " + call);
                        }
                        String node = row.getString("claim_node");
                        return node == null ? "" : " " + node;
                    },
                    who.participantId());
        }

        private Reply react(Call call, Random mood) {
            if (call.kind() == CallKind.AFTER || call.kind() == CallKind.FORGET) {
                return Reply.of(mood.nextInt(3) == 0 ? 503 : 200);
            }
            if (call.kind() != CallKind.STATUS) {
                doing.put(call.name(), call.kind());
            }
            if (failed.contains(call.name())) {
                return cannot(call);
            }
            if (done.containsKey(call.name())) {
                return Reply.of(call.kind() == CallKind.STATUS ? 410 : mood.nextBoolean() ? 410 : 200);
            }
            if (patience.get(call.name()).getAndDecrement() > 0) {
                return switch (mood.nextInt(5)) {
                    case 0 -> Reply.HANG_UP;
                    case 1 -> Reply.of(202);
                    case 2 -> Reply.of(409, "not now");
                    case 3 -> Reply.of(404);
                    default -> Reply.of(500);
                };
            }
            if (mood.nextInt(12) == 0) {
                failed.add(call.name());
                return cannot(call);
            }
            CallKind did = doing.get(call.name());
            done.put(call.name(), List.of(did));
            boolean lost = mood.nextInt(6) == 0; // it did it, and its answer does not arrive
            return lost
                    ? Reply.HANG_UP
                    : call.kind() == CallKind.STATUS
                            ? Reply.of(200, did == CallKind.COMPENSATE ? "Compensated" : "Completed")
                            : Reply.of(mood.nextBoolean() ? 200 : 204);
        }

        private Reply cannot(Call call) {
            boolean compensate = doing.get(call.name()) == CallKind.COMPENSATE;
            return Reply.of(
                    call.kind() == CallKind.STATUS ? 200 : 409, compensate ? "FailedToCompensate" : "FailedToComplete");
        }

        @Override
        public void replying(Call call, Reply reply, long order) {
            boolean last = reply.body().startsWith("Failed")
                    || reply.status() == 410
                    || reply.status() == 204
                    || reply.status() == 200;
            if (last && call.kind() != CallKind.AFTER && call.kind() != CallKind.FORGET) {
                lastWord.merge(call.name(), order, Math::min);
            }
        }
    }
}
