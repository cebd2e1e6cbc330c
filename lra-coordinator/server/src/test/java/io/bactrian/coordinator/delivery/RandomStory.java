package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.delivery.FrailLedger.Mishap;
import io.bactrian.coordinator.delivery.RandomParticipants.Held;
import io.bactrian.coordinator.delivery.RandomParticipants.One;
import io.bactrian.coordinator.delivery.SagaWatch.Row;
import io.bactrian.coordinator.delivery.SagaWatch.SagaRow;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.engine.SagaListener;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a ledger, its nodes and its participants in one seeded run: everything on one thread, one step after the other, so that
 * a seed tells the same story again, except for the jitter of waits and the order of what is due at the same time.
 */
final class RandomStory {

    private static final EngineSettings SETTINGS = new EngineSettings(
            Duration.ofHours(1),
            new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 3),
            Duration.ofDays(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10));

    private static final List<Integer> MISHAPS = List.of(0, 10, 50, 150);

    /** One process, with its own way to the ledger. */
    private record Node(String name, FrailLedger ledger, RunningEngine engine, ByHand work, List<Held> held) {}

    /** What a client has asked for and knows to be done. */
    record Joined(String sagaId, One who, String participantId) {}

    final Random random;
    final TestClock clock = new TestClock();
    final SagaWatch watch;
    final RandomParticipants participants;

    /** Joins that were acknowledged, and not taken back. */
    final Map<String, Joined> joined = new LinkedHashMap<>();

    /** Sagas whose start was acknowledged. */
    final Set<String> started = new HashSet<>();

    /** Sagas that were removed as retention or a person wanted it. */
    final Set<String> removed = new HashSet<>();

    /** Decisions that were acknowledged; of a closed nested one, the cancel that came later. */
    final Map<String, Boolean> cancelled = new HashMap<>();

    /** Participants that a person has settled, or whose last call a person has written off. */
    final Set<String> resolved = new HashSet<>();

    /** Participants whose leave, or whose join, nobody knows to be done. */
    final Set<String> doubtful = new HashSet<>();

    private final List<String> lines = new ArrayList<>();
    private final Connection connection;
    /** There is one node at a time, so that no call of one that is alive is ever taken over. */
    final boolean sole;

    private final List<Node> nodes = new ArrayList<>();
    private int incarnations;
    private int keys;
    private boolean calm = true;
    private int mishapsIn1000;

    RandomStory(long seed, Connection connection) {
        this.random = new Random(seed * 7919 + 17);
        this.connection = connection;
        this.sole = random.nextInt(3) > 0;
        this.watch = new SagaWatch(connection, sole);
        this.participants = new RandomParticipants(random, clock, this::say);
        this.mishapsIn1000 = MISHAPS.get(random.nextInt(MISHAPS.size()));
        say((sole ? "one node, " : "two nodes, ") + mishapsIn1000 + " mishaps in 1000");
        for (int i = 0; i < (sole ? 1 : 2); i++) {
            nodes.add(newNode());
        }
    }

    private void say(String line) {
        lines.add(line);
    }

    List<String> lines() {
        return lines;
    }

    // ------------------------------------------------------------------------------------------------ nodes

    private Node newNode() {
        String name = "node" + ++incarnations;
        FrailLedger ledger = new FrailLedger(connection, this::ofStatements, this::ofCommits, watch::committed);
        ByHand work = new ByHand(clock);
        List<Held> held = new ArrayList<>();
        RunningEngine engine = new RunningEngine(
                ledger,
                clock,
                SETTINGS,
                call -> {
                    watch.called(name, call);
                    var answer = participants.call(call, held);
                    answer.thenRun(() -> watch.answered(name, call));
                    return answer;
                },
                new Workers(work, work, work));
        engine.tellTo(new SagaListener() {
            @Override
            public void called(DueCall call, Answer answer, Duration took) {
                if (answer instanceof Answer.Done) {
                    watch.succeeded(call);
                }
            }
        });
        boolean before = calm;
        calm = true;
        engine.begin(sole);
        calm = before;
        return new Node(name, ledger, engine, work, held);
    }

    private Mishap ofStatements() {
        if (calm || random.nextInt(4000) >= mishapsIn1000) {
            return Mishap.NONE;
        }
        return said(
                List.of(Mishap.CONFLICT, Mishap.REFUSED, Mishap.KILLED_BEFORE).get(random.nextInt(3)), "statement");
    }

    private Mishap ofCommits() {
        if (calm || random.nextInt(1000) >= mishapsIn1000) {
            return Mishap.NONE;
        }
        return said(
                List.of(
                                Mishap.REFUSED,
                                Mishap.ANSWER_LOST,
                                Mishap.ANSWER_LOST,
                                Mishap.KILLED_BEFORE,
                                Mishap.KILLED_AFTER)
                        .get(random.nextInt(6)),
                "commit");
    }

    private Mishap said(Mishap mishap, String of) {
        say("      a " + of + " is " + mishap);
        return mishap;
    }

    private void restartTheDead() {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).ledger().isDead()) {
                kill(i);
            }
        }
    }

    private void kill(int i) {
        Node node = nodes.get(i);
        node.engine().abandon();
        node.ledger().die();
        nodes.set(i, newNode());
        say("   " + node.name() + " was killed, " + nodes.get(i).name() + " begins");
    }

    /** An orderly end: whoever is called is given a moment, and what is still not answered goes to others. */
    private void stop(int i) {
        Node node = nodes.get(i);
        List.copyOf(node.held()).forEach(participants::release);
        attempt("stop", node, n -> {
            while (n.work().doOne(random) && !n.ledger().isDead()) {
                n.held().forEach(held -> held.answer().complete(new Answer.TryAgain("the coordinator ends")));
                n.held().clear();
            }
            if (n.engine().callsUnderWay() == 0) { // it would wait for calls that only this thread can end
                n.engine().close();
            }
        });
        kill(i);
    }

    private Node node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    // ------------------------------------------------------------------------------------------------ the program

    void happens(int steps) {
        for (int i = 0; i < steps && watch.violations().isEmpty(); i++) {
            calm = false;
            step();
            calm = true;
            restartTheDead();
            nodes.stream().filter(node -> random.nextInt(4) == 0).forEach(node -> node.ledger()
                    .goAway(false));
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 7) {
            start();
        } else if (dice < 22) {
            join();
        } else if (dice < 24) {
            leave();
        } else if (dice < 32) {
            decide();
        } else if (dice < 34) {
            correct();
        } else if (dice < 54) {
            work();
        } else if (dice < 60) {
            release();
        } else if (dice < 68) {
            reply();
        } else if (dice < 78) {
            turnTheClock();
        } else if (dice < 86) {
            attempt("look", node(), node -> node.engine().runDueWork());
        } else if (dice < 89) {
            beat(node());
        } else if (dice < 91) {
            trouble();
        } else if (dice < 93) {
            instances();
        } else {
            operate();
        }
    }

    private interface Act {
        void on(Node node);
    }

    /** Whatever goes wrong, the next step is the next. */
    private boolean attempt(String what, Node node, Act act) {
        say(what + " on " + node.name());
        try {
            act.on(node);
            return true;
        } catch (RuntimeException | Error e) {
            if (e instanceof AssertionError
                    || e instanceof NullPointerException
                    || e instanceof IllegalStateException) {
                watch.violated(what + " met " + e);
            }
            say("   in vain: " + e.getClass().getSimpleName());
            return false;
        }
    }

    private @Nullable Outcome request(String what, Supplier<Node> where, Function<Node, Outcome> act) {
        Outcome[] outcome = new Outcome[1];
        attempt(what, where.get(), node -> {
            outcome[0] = act.apply(node);
            say("   " + (outcome[0].accepted() ? "yes" : outcome[0].refusal()) + ", "
                    + (outcome[0].saga() == null ? "" : outcome[0].saga().status()));
        });
        return outcome[0];
    }

    private @Nullable SagaRow someSaga(boolean preferActive) {
        List<SagaRow> all = List.copyOf(watch.sagas().values());
        if (all.isEmpty()) {
            return null;
        }
        List<SagaRow> active =
                all.stream().filter(s -> s.status() == SagaStatus.ACTIVE).toList();
        return preferActive && !active.isEmpty() && random.nextInt(10) > 0
                ? active.get(random.nextInt(active.size()))
                : all.get(random.nextInt(all.size()));
    }

    private int depth(SagaRow saga) {
        SagaRow parent = saga.parentId() == null ? null : watch.sagas().get(saga.parentId());
        return parent == null ? 1 : 1 + depth(parent);
    }

    private void start() {
        SagaRow parent = random.nextInt(4) > 0 ? someSaga(true) : null;
        if (parent != null && depth(parent) >= 3) {
            parent = null;
        }
        String parentId = parent == null ? null : parent.id();
        Duration limit = List.of(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20), Duration.ofHours(2))
                .get(random.nextInt(4));
        String key = random.nextBoolean() ? "key" + ++keys : null;
        One first = random.nextInt(4) == 0 ? newParticipant() : null;
        OrderPolicy order = random.nextInt(3) == 0 ? OrderPolicy.STRICT : OrderPolicy.BEST_EFFORT;
        String client = random.nextInt(5) == 0 ? "shop/1/" + (1 + random.nextInt(2)) : "";
        for (int tries = 0; tries < 3; tries++) {
            Outcome outcome = request("start in " + parentId, this::node, node -> node.engine()
                    .enrolment()
                    .start(new Enrolment.Start(
                            uid -> "http://localhost/lra-coordinator/" + uid,
                            client,
                            limit.isZero() ? null : limit,
                            parentId,
                            null,
                            null,
                            order,
                            key,
                            first == null ? null : terms(first))));
            if (outcome == null && key != null) {
                restartTheDead();
                continue; // nobody knows whether it was started: asked again with the same key
            }
            if (outcome != null && outcome.accepted()) {
                String id = outcome.requireSaga().id();
                started.add(id);
                say("   it is " + id);
                if (first != null) {
                    noteJoin(id, first, outcome.requireParticipant().id());
                }
            }
            return;
        }
    }

    private One newParticipant() {
        boolean byKafka = random.nextInt(4) == 0;
        EnumSet<CallKind> kinds = EnumSet.noneOf(CallKind.class);
        if (random.nextInt(12) == 0) {
            kinds.add(CallKind.AFTER);
        } else {
            kinds.add(CallKind.COMPENSATE);
            for (CallKind kind : CallKind.values()) {
                if (random.nextInt(kind == CallKind.COMPLETE ? 4 : 2) > 0
                        || kind == CallKind.COMPLETE && random.nextBoolean()) {
                    kinds.add(kind);
                }
            }
            if (byKafka) {
                kinds.remove(CallKind.STATUS);
            }
            if (random.nextInt(2) == 0) {
                kinds.remove(CallKind.STATUS);
            }
        }
        return participants.create(byKafka, kinds);
    }

    private Terms terms(One one) {
        RetryPolicy own = random.nextInt(3) == 0
                ? new RetryPolicy(Duration.ofMillis(500), 2, Duration.ofSeconds(30), 1 + random.nextInt(4))
                : null;
        return new Terms(one.links(), one.name, null, own, false, null);
    }

    private void noteJoin(String saga, One one, String participantId) {
        say("   " + one.name + one.kinds + (one.byKafka ? " by Kafka" : "") + " is " + participantId);
        joined.put(participantId, new Joined(saga, one, participantId));
    }

    private void join() {
        SagaRow saga = someSaga(true);
        if (saga == null) {
            return;
        }
        List<Joined> there = joined.values().stream()
                .filter(j -> j.sagaId().equals(saga.id()))
                .toList();
        One one = !there.isEmpty() && random.nextInt(8) == 0
                ? there.get(random.nextInt(there.size())).who()
                : newParticipant();
        Duration limit = random.nextInt(8) == 0 ? Duration.ofMinutes(1 + random.nextInt(90)) : null;
        Terms terms = terms(one);
        Instant now = clock.instant();
        for (int tries = 0; tries < 3; tries++) {
            SagaRow before = watch.sagas().get(saga.id());
            Outcome outcome = request(one.name + " joins " + saga.id(), this::node, node -> node.engine()
                    .enrolment()
                    .join(saga.id(), new Enrolment.Join(terms, limit, null, null)));
            if (outcome == null) {
                restartTheDead();
                continue;
            }
            if (outcome.accepted()) {
                String id = outcome.requireParticipant().id();
                boolean before1 = joined.containsKey(id);
                boolean active =
                        before != null && before.status() == SagaStatus.ACTIVE && now.isBefore(before.deadline());
                boolean late = before != null
                        && one.links().isListenerOnly()
                        && !before.status().isEnded();
                if (!active && !late && !before1) {
                    watch.violated(one.name + " has joined " + before);
                }
                noteJoin(saga.id(), one, id);
            }
            return;
        }
    }

    private void leave() {
        List<Joined> all = List.copyOf(joined.values());
        if (all.isEmpty()) {
            return;
        }
        Joined who = all.get(random.nextInt(all.size()));
        Outcome outcome = request(who.who().name + " leaves " + who.sagaId(), this::node, node -> node.engine()
                .enrolment()
                .leave(who.sagaId(), who.who().links()));
        if (outcome == null) {
            doubtful.add(who.participantId());
        } else if (outcome.accepted()) {
            joined.remove(outcome.requireParticipant().id());
        }
    }

    private void decide() {
        List<SagaRow> nested = watch.sagas().values().stream()
                .filter(s -> s.parentId() != null && s.status() == SagaStatus.ACTIVE)
                .toList();
        boolean inner = !nested.isEmpty() && random.nextInt(5) < 3;
        SagaRow saga = inner ? nested.get(random.nextInt(nested.size())) : someSaga(true);
        if (saga == null) {
            return;
        }
        boolean cancel = random.nextInt(inner ? 5 : 2) == 0;
        Outcome outcome = request(
                (cancel ? "cancel " : "close ") + saga.id(),
                this::node,
                node -> cancel
                        ? random.nextInt(5) == 0
                                ? node.engine().interventions().cancel("ann", saga.id(), "as in a test")
                                : node.engine().decisions().cancel(saga.id(), "as in a test", null)
                        : node.engine().decisions().close(saga.id(), null));
        if (outcome != null && outcome.accepted()) {
            SagaStatus status = outcome.requireSaga().status();
            if (cancel ? !status.isCancellingSide() : !status.isClosingSide()) {
                watch.violated(
                        "saga " + saga.id() + " is " + status + " after an accepted " + (cancel ? "cancel" : "close"));
            }
            if (!cancel
                    && saga.status() == SagaStatus.ACTIVE
                    && !clock.instant().isBefore(saga.deadline())) {
                watch.violated("saga " + saga.id() + " was closed after its deadline");
            }
            cancelled.merge(saga.id(), cancel, (before, now) -> before || now);
        }
    }

    private void correct() {
        List<Joined> all = List.copyOf(joined.values());
        if (all.isEmpty()) {
            return;
        }
        Joined who = all.get(random.nextInt(all.size()));
        if (random.nextBoolean()) {
            request("renew " + who.sagaId(), this::node, node -> node.engine()
                    .enrolment()
                    .renew(who.sagaId(), Duration.ofMinutes(random.nextInt(120))));
        } else {
            request("report of " + who.who().name, this::node, node -> node.engine()
                    .corrections()
                    .report(who.sagaId(), who.participantId(), new StepReport(StepState.DONE, "{\"n\":1}", null)));
        }
    }

    private void work() {
        Node node = node();
        int pieces = random.nextInt(3) == 0 ? 100 : 1 + random.nextInt(3);
        attempt("work", node, n -> {
            for (int i = 0; i < pieces && n.work().doOne(random); i++) {
                if (n.ledger().isDead()) {
                    return;
                }
            }
        });
    }

    private void release() {
        Node node = node();
        if (!node.held().isEmpty()) {
            participants.release(node.held().remove(random.nextInt(node.held().size())));
        }
    }

    private void reply() {
        if (participants.commands.isEmpty()) {
            return;
        }
        int at = random.nextInt(participants.commands.size());
        DueCall command = participants.commands.get(at);
        if (random.nextInt(3) > 0) {
            participants.commands.remove(at);
        }
        boolean forged = random.nextInt(10) == 0;
        Answer answer = forged ? Answer.DONE : participants.reply(command);
        for (int tries = 0; tries < 5; tries++) {
            Replies.Taken[] taken = new Replies.Taken[1];
            attempt(
                    (forged ? "forged" : "") + " reply of " + participants.of(command).name + " "
                            + RandomParticipants.brief(answer),
                    node(),
                    node -> taken[0] = node.engine()
                            .replies()
                            .take(new Replies.Reply(
                                    command.sagaId(),
                                    command.participantId(),
                                    command.kind(),
                                    forged ? "x" : String.valueOf(command.replyToken()),
                                    answer,
                                    random.nextBoolean() ? command.attempt() : 0)));
            say("   " + taken[0]);
            restartTheDead();
            if (taken[0] != null) {
                if (forged && taken[0] != Replies.Taken.WRONG_TOKEN && taken[0] != Replies.Taken.UNKNOWN_SAGA) {
                    watch.violated("a forged reply was " + taken[0]);
                }
                return;
            }
        }
    }

    private void turnTheClock() {
        int dice = random.nextInt(100);
        Duration by;
        if (dice < 35) {
            by = Duration.ofMillis(random.nextInt(2000));
        } else if (dice < 75) {
            Timestamp next = watch.jdbc()
                    .queryForObject(
                            "SELECT MIN(due_at) FROM participant WHERE due_at > ?",
                            Timestamp.class,
                            Timestamp.from(clock.instant()));
            by = next == null ? Duration.ofSeconds(1) : Duration.between(clock.instant(), next.toInstant());
        } else if (dice < 90) {
            by = Duration.ofSeconds(20 + random.nextInt(60));
        } else if (dice < 98) {
            by = Duration.ofMinutes(30);
        } else {
            by = Duration.ofDays(31);
            clock.advance(by);
            hangUp();
            purge();
            return;
        }
        clock.advance(by);
        say("--- " + clock.instant());
        hangUp();
    }

    /** No call over HTTP is waited for longer than its time-out. */
    private void hangUp() {
        for (Node node : nodes) {
            for (Held held : List.copyOf(node.held())) {
                if (!held.since().plusSeconds(30).isAfter(clock.instant())) {
                    node.held().remove(held);
                    say("      no answer of " + participants.of(held.call()).name);
                    held.answer().complete(new Answer.TryAgain("no answer within 30000 ms"));
                }
            }
        }
    }

    private void purge() {
        say("--- " + clock.instant() + " and purge");
        Map<String, SagaRow> before = Map.copyOf(watch.sagas());
        Map<String, List<Row>> rows = new HashMap<>();
        before.keySet().forEach(id -> rows.put(id, watch.participants(id)));
        attempt("purge", node(), node -> node.engine().housekeeping().purge());
        before.forEach((id, saga) -> {
            if (!watch.sagas().containsKey(id)) {
                noteRemoved(saga, before, rows.get(id));
            }
        });
    }

    private void noteRemoved(SagaRow saga, Map<String, SagaRow> all, List<Row> rows) {
        say("   removed " + saga.id());
        removed.add(saga.id());
        if (!saga.status().isEnded()) {
            watch.violated("saga " + saga.id() + " was removed while it was " + saga.status());
        }
        SagaRow parent = saga.parentId() == null ? null : all.get(saga.parentId());
        while (parent != null) {
            if (!parent.status().isEnded()) {
                watch.violated("saga " + saga.id() + " was removed while the one around it is " + parent.status());
            }
            parent = parent.parentId() == null ? null : all.get(parent.parentId());
        }
        rows.forEach(row -> joined.remove(row.id()));
    }

    private void beat(Node node) {
        attempt("beat", node, n -> n.engine().housekeeping().beat());
        attempt("release", node, n -> n.engine().releaseForgotten());
    }

    private void trouble() {
        int dice = random.nextInt(10);
        if (dice < 2) {
            kill(random.nextInt(nodes.size()));
        } else if (dice < 3) {
            stop(random.nextInt(nodes.size()));
        } else if (dice < 6) {
            Node node = node();
            node.ledger().goAway(true);
            say("the ledger is away from " + node.name());
        } else {
            mishapsIn1000 = MISHAPS.get(random.nextInt(MISHAPS.size()));
            say("mishaps in a thousand: " + mishapsIn1000);
        }
    }

    private void instances() {
        String incarnation = String.valueOf(1 + random.nextInt(2));
        if (random.nextInt(4) == 0) {
            attempt("goodbye of " + incarnation, node(), n -> n.engine()
                    .instances()
                    .leave("shop", "1", incarnation));
        } else {
            attempt("announcement of " + incarnation, node(), n -> n.engine()
                    .instances()
                    .announce("shop", "1", incarnation, random.nextBoolean() ? "http://p/" : null));
        }
    }

    private void operate() {
        List<SagaRow> needy =
                watch.sagas().values().stream().filter(SagaRow::attention).toList();
        SagaRow saga =
                needy.isEmpty() || random.nextBoolean() ? someSaga(false) : needy.get(random.nextInt(needy.size()));
        if (saga == null) {
            return;
        }
        List<Row> rows = watch.participants(saga.id());
        Row row = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
        int dice = random.nextInt(10);
        if (dice < 3) {
            request("retry " + saga.id(), this::node, n -> n.engine()
                    .interventions()
                    .retry("ann", saga.id()));
        } else if (dice < 5 && row != null) {
            request("retry " + row.id(), this::node, n -> n.engine()
                    .interventions()
                    .retry("ann", saga.id(), row.id()));
        } else if (dice < 6 && row != null && (row.parked() || row.status().isFailed())) {
            watch.overruled(row.id());
            Outcome outcome = request("resolve " + row.id(), this::node, n -> n.engine()
                    .interventions()
                    .resolve("ann", saga.id(), row.id(), "as in a test"));
            if (outcome == null || outcome.accepted()) {
                resolved.add(row.id());
            }
        } else if (dice < 8) {
            forcedPass();
        } else if (dice < 9) {
            Map<String, SagaRow> before = Map.copyOf(watch.sagas());
            request("delete " + saga.id(), this::node, n -> n.engine()
                    .interventions()
                    .delete("ann", saga.id()));
            if (!watch.sagas().containsKey(saga.id())) {
                noteRemoved(saga, before, rows);
            }
        }
    }

    private void forcedPass() {
        attempt("forced pass", node(), n -> {
            Thread.currentThread().interrupt(); // it would wait for calls that only this thread can end
            try {
                n.engine().recoveryPass().run();
            } finally {
                Thread.interrupted();
            }
        });
    }

    // ------------------------------------------------------------------------------------------------ peace

    /** No mishap from now on, and whoever is called does it, unless it has said that it cannot. */
    void allIsWell() {
        say("=== all is well");
        calm = true;
        participants.healthy = true;
        nodes.forEach(node -> node.ledger().goAway(false));
        restartTheDead();
    }

    /** Turns the clock for hours, with all regular work. */
    void timePasses(int seconds, int minutes, int halfHours) {
        for (int i = 0; i < seconds + minutes + halfHours && watch.violations().isEmpty(); i++) {
            clock.advance(
                    i < seconds
                            ? Duration.ofSeconds(2)
                            : i < seconds + minutes ? Duration.ofMinutes(1) : Duration.ofMinutes(30));
            say("--- " + clock.instant());
            everythingIsDone();
        }
    }

    private void everythingIsDone() {
        for (Node node : nodes) {
            beat(node);
        }
        boolean busy = true;
        for (int rounds = 0; busy; rounds++) {
            if (rounds > 40) {
                watch.violated("there is always something to do at " + clock.instant());
                return;
            }
            busy = false;
            for (Node node : nodes) {
                attempt("look", node, n -> n.engine().runDueWork());
                while (!node.held().isEmpty()) {
                    participants.release(node.held().remove(0));
                    busy = true;
                }
                for (int pieces = 0; pieces < 200 && node.work().doOne(random); pieces++) {
                    busy = true;
                }
            }
            while (!participants.commands.isEmpty()) {
                busy = true;
                DueCall command = participants.commands.remove(0);
                Answer answer = participants.reply(command);
                nodes.get(0)
                        .engine()
                        .replies()
                        .take(new Replies.Reply(
                                command.sagaId(),
                                command.participantId(),
                                command.kind(),
                                String.valueOf(command.replyToken()),
                                answer,
                                command.attempt()));
            }
        }
    }

    /** A person gives everything that waits for one another try. */
    void aPersonRetries() {
        for (SagaRow saga : List.copyOf(watch.sagas().values())) {
            if (saga.attention()) {
                request("retry " + saga.id(), () -> nodes.get(0), n -> n.engine()
                        .interventions()
                        .retry("ann", saga.id()));
            }
        }
    }

    /** Also of one whose join was never acknowledged. */
    One whoOf(Row row) {
        return participants.named(row.name());
    }

    void stop() {
        nodes.forEach(node -> node.engine().abandon());
    }
}
