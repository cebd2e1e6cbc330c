package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.InstanceRegister;
import io.bactrian.coordinator.engine.NestedSagas;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Everybody falls silent when the ledger is away or the process is paused; nobody is dead because of that. */
class OutageTest {

    private final TestClock clock = new TestClock();
    private final Breakable ledger = new Breakable();
    private final List<RunningEngine> nodes = new ArrayList<>();
    private final List<CallKind> calls = new CopyOnWriteArrayList<>();
    private RunningEngine engine;

    @BeforeEach
    void start() {
        Migrations.migrate(ledger);
        engine = newNode();
        clock.advance(Duration.ofMinutes(1)); // it has been up for long
        engine.housekeeping().beat();
        engine.runDueWork();
    }

    @AfterEach
    void stop() throws Exception {
        nodes.forEach(RunningEngine::abandon);
        ledger.close();
    }

    @Test
    void aNestedSagaIsNotParkedBecauseTheLedgerCannotBeUsed() throws Exception {
        String parent = saga("", null);
        String child = saga("", parent);
        ledger.breakStatementsWith(() -> {
            if (isAsked(NestedSagas.class)) {
                throw new SQLException("the database is away");
            }
        });
        engine.decisions().cancel(parent, "cancel was requested", null);
        for (int look = 0; look < 2 * EngineSettings.DEFAULT.retry().attempts(); look++) {
            assertThat(engine.awaitQuiet(RunningLedger.LONGEST)).isTrue();
            clock.advance(Duration.ofMinutes(2));
            engine.housekeeping().beat();
            engine.runDueWork();
        }
        assertThat(engine.awaitQuiet(RunningLedger.LONGEST)).isTrue();
        Participant nested = engine.ledger().participants(parent).get(0);
        assertThat(nested.call().parked()).isFalse();
        assertThat(nested.call().failures()).isZero();
        assertThat(nested.call().lastError()).isEqualTo("the ledger could not be used");

        ledger.breakStatementsWith(() -> {});
        clock.advance(Duration.ofMinutes(2));
        engine.runDueWork();

        isCancelled(parent);
        isCancelled(child);
    }

    private static boolean isAsked(Class<?> type) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(type.getName())));
    }

    private RunningEngine newNode() {
        RunningEngine node = new RunningEngine(ledger, clock, EngineSettings.DEFAULT, call -> {
            calls.add(call.kind());
            return new CompletableFuture<Answer>(); // a participant that takes its time
        });
        node.begin(false);
        nodes.add(node);
        return node;
    }

    private void announce(String incarnation) {
        engine.instances().announce("shop", "1", incarnation, null);
    }

    private String sagaOf(String incarnation) {
        return saga(InstanceRegister.clientId("shop", "1", incarnation), null);
    }

    private String saga(String client, String parent) {
        return engine.enrolment()
                .start(new Enrolment.Start(
                        uid -> "http://localhost/lra-coordinator/" + uid,
                        client,
                        null,
                        parent,
                        null,
                        null,
                        OrderPolicy.BEST_EFFORT,
                        null,
                        null))
                .requireSaga()
                .id();
    }

    private SagaStatus status(String saga) {
        return engine.ledger().find(saga).orElseThrow().status();
    }

    /** By this look, or by the one that an announcement or goodbye asked for and that is at it at this moment. */
    private void isCancelled(String saga) {
        await().atMost(RunningLedger.LONGEST).until(() -> status(saga) == SagaStatus.CANCELLED);
    }

    /** Found away before and after, because a look that an announcement asked for may be at its end at any time. */
    private void theLedgerIsAwayFor(Duration time) {
        ledger.goAway();
        assertThatThrownBy(() -> engine.runDueWork()).isInstanceOf(RuntimeException.class);
        clock.advance(time);
        assertThatThrownBy(() -> engine.runDueWork()).isInstanceOf(RuntimeException.class);
        ledger.mend();
    }

    @Test
    void anApplicationThatCouldNotBeHeardIsNotLost() {
        announce("one");
        String saga = sagaOf("one");

        theLedgerIsAwayFor(Duration.ofSeconds(25));
        engine.runDueWork();
        engine.runDueWork();
        assertThat(status(saga)).isEqualTo(SagaStatus.ACTIVE);

        clock.advance(Duration.ofSeconds(5));
        announce("one");
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(4));
            engine.runDueWork();
        }
        assertThat(status(saga)).isEqualTo(SagaStatus.ACTIVE);
    }

    @Test
    void anApplicationThatIsSilentAlsoAfterTheOutageIsLost() {
        announce("one");
        String saga = sagaOf("one");
        theLedgerIsAwayFor(Duration.ofSeconds(25));
        engine.runDueWork();

        clock.advance(Duration.ofSeconds(21));
        engine.runDueWork();

        isCancelled(saga);
    }

    @Test
    void silenceWithoutAnOutageCountsHoweverFarTheClockIsTurned() {
        announce("one");
        String saga = sagaOf("one");

        clock.advance(Duration.ofMinutes(5));
        engine.runDueWork();

        isCancelled(saga);
    }

    @Test
    void nodesThatCouldNotBeHeardKeepTheirCalls() {
        RunningEngine other = newNode();
        String saga = callUnderWay(other);
        String claim = claim(saga);

        theLedgerIsAwayFor(Duration.ofSeconds(25));
        engine.housekeeping().beat();
        assertThat(claim(saga)).isEqualTo(claim);
        other.housekeeping().beat();
        clock.advance(Duration.ofSeconds(9));
        engine.housekeeping().beat();

        assertThat(claim(saga)).isEqualTo(claim);
    }

    @Test
    void nodesThatAreSilentAlsoAfterTheOutageLoseTheirCalls() {
        RunningEngine other = newNode();
        callUnderWay(other);
        theLedgerIsAwayFor(Duration.ofSeconds(25));
        engine.housekeeping().beat();

        clock.advance(Duration.ofSeconds(11));
        engine.housekeeping().beat();

        await().atMost(RunningLedger.LONGEST).until(() -> calls.size() == 2);
    }

    @Test
    void aNodeThatStartsWhenTheLedgerIsBackLetsTheOthersKeepTheirCalls() {
        RunningEngine other = newNode();
        String saga = callUnderWay(other);
        String claim = claim(saga);
        clock.advance(Duration.ofSeconds(25));

        newNode().housekeeping().beat();

        assertThat(claim(saga)).isEqualTo(claim);
    }

    @Test
    void aNodeThatBeginsDuringATakeOverKeepsItsCalls() {
        AtomicInteger connections = new AtomicInteger();
        AtomicReference<String> saga = new AtomicReference<>();
        ledger.breakWith(() -> {
            if (connections.incrementAndGet() == 2) { // the living are known, their claims are looked for next
                ledger.mend();
                saga.set(callUnderWay(newNode()));
            }
        });

        engine.housekeeping().takeOver();

        assertThat(claim(saga.get())).isNotNull();
        assertThat(calls).hasSize(1);
    }

    private String callUnderWay(RunningEngine node) {
        String saga = sagaOf("nobody");
        Links links = new Links("http://p/compensate", null, null, null, null, null);
        node.enrolment()
                .join(saga, new Enrolment.Join(new Terms(links, "p", null, null, false, null), null, null, null));
        node.decisions().cancel(saga, "cancel was requested", null);
        assertThat(calls).hasSize(1);
        return saga;
    }

    private String claim(String saga) {
        return engine.ledger().participants(saga).get(0).call().claim();
    }

    @Test
    void aPauseOfTheProcessLosesNobody() {
        announce("one");
        String saga = sagaOf("one");
        engine.lookEvery(Duration.ofMillis(10));
        await().atMost(RunningLedger.LONGEST).until(() -> heartbeat().equals(clock.instant()));

        clock.advance(Duration.ofSeconds(25));
        await().atMost(RunningLedger.LONGEST).until(() -> heartbeat().equals(clock.instant()));
        engine.runDueWork();

        assertThat(status(saga)).isEqualTo(SagaStatus.ACTIVE);
    }

    private Instant heartbeat() {
        return new JdbcTemplate(ledger).query("SELECT MAX(heartbeat_at) FROM node", row -> {
            row.next();
            return row.getTimestamp(1).toInstant();
        });
    }

    @Test
    void aStartIsASignOfLife() {
        announce("one");
        clock.advance(Duration.ofSeconds(15));
        String saga = sagaOf("one");

        clock.advance(Duration.ofSeconds(15));
        engine.runDueWork();
        assertThat(status(saga)).isEqualTo(SagaStatus.ACTIVE);

        clock.advance(Duration.ofSeconds(6));
        engine.runDueWork();
        isCancelled(saga);
    }

    @Test
    void aSagaOfAnApplicationThatWasThoughtLostIsNotCancelledAtOnce() {
        announce("one");
        clock.advance(Duration.ofSeconds(30));
        engine.runDueWork();

        String saga = sagaOf("one");
        engine.runDueWork();
        assertThat(status(saga)).isEqualTo(SagaStatus.ACTIVE);

        clock.advance(Duration.ofSeconds(21));
        engine.runDueWork();
        isCancelled(saga);
    }

    @Test
    void aStartRevivesNeitherWhoSaidGoodbyeNorWhoWasReplaced() {
        announce("one");
        announce("two");
        String replaced = sagaOf("one");
        engine.instances().leave("shop", "1", "two");
        String left = sagaOf("two");

        engine.runDueWork();

        isCancelled(replaced);
        isCancelled(left);
    }
}
