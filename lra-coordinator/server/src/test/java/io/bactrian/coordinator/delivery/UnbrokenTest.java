package io.bactrian.coordinator.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Housekeeping;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What goes on by itself goes on, whatever happens to one round of it. */
class UnbrokenTest {

    private static final String[] REGULAR = {"expire", "cancelOrphans", "heartbeat", "takeOver", "releaseForgotten"};

    private final Breakable ledger = new Breakable();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Transport participants = call -> CompletableFuture.completedFuture(Answer.DONE);
    private RunningEngine engine;

    @BeforeEach
    void start() {
        Migrations.migrate(ledger);
        engine = new RunningEngine(ledger, Clock.systemUTC(), EngineSettings.DEFAULT, call -> {
            calls.incrementAndGet();
            return participants.call(call);
        });
        engine.begin(true);
    }

    @AfterEach
    void stop() throws Exception {
        engine.abandon();
        ledger.close();
    }

    @Test
    void noErrorEndsWhatIsDoneRegularly() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ledger.breakWith(() -> {
            seen.add(regularWork());
            throw new NoClassDefFoundError("as in a test");
        });
        engine.lookEvery(Duration.ofMillis(10));
        await().atMost(RunningLedger.LONGEST)
                .untilAsserted(() -> assertThat(seen).contains(REGULAR));

        seen.clear();
        ledger.breakWith(() -> seen.add(regularWork()));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(seen).contains(REGULAR));
    }

    private static String regularWork() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> frame.getDeclaringClass() == Housekeeping.class)
                        .map(StackWalker.StackFrame::getMethodName)
                        .filter(name -> !name.startsWith("lambda"))
                        .reduce("", (inner, outer) -> outer));
    }

    @Test
    void longWorkDoesNotDelayTheHeartbeat() {
        CountDownLatch gate = new CountDownLatch(1);
        ledger.breakWith(() -> {
            if (Thread.currentThread().getName().startsWith("bactrian-due-work")) {
                Breakable.await(gate);
            }
        });
        Timestamp before = heartbeat();

        engine.lookEvery(Duration.ofMillis(10));

        await().atMost(Duration.ofSeconds(20)).until(() -> heartbeat().after(before));
        gate.countDown();
    }

    /** An interrupt within H2 would close its file. */
    @Test
    void anOrderlyEndInterruptsNobodyAtTheLedger() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        ledger.breakWith(() -> {
            if (Thread.currentThread().getName().startsWith("bactrian-due-work")) {
                begun.countDown();
                try {
                    Breakable.await(gate);
                } catch (SQLException e) {
                    interrupted.set(true);
                    throw e;
                }
            }
        });
        engine.lookEvery(Duration.ofMillis(10));
        await().atMost(Duration.ofSeconds(20)).until(() -> begun.getCount() == 0);

        Thread closing = new Thread(engine::close);
        closing.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> interrupted.get() || isWaitingForAnEnd(closing));
        gate.countDown();

        await().atMost(Duration.ofSeconds(20)).until(() -> !closing.isAlive());
        assertThat(interrupted).isFalse();
    }

    private static boolean isWaitingForAnEnd(Thread closing) {
        return Arrays.stream(closing.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitTermination"));
    }

    private Timestamp heartbeat() {
        return new JdbcTemplate(ledger).queryForObject("SELECT MAX(heartbeat_at) FROM node", Timestamp.class);
    }

    @Test
    void whateverNoLongerComesMakesItLate() {
        CountDownLatch gate = new CountDownLatch(1);
        ledger.breakWith(() -> {
            if (regularWork().equals("heartbeat")) {
                Breakable.await(gate);
            }
        });
        assertThat(engine.lateBy()).isEmpty();

        engine.lookEvery(Duration.ofMillis(10));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> engine.lateBy().orElseThrow().compareTo(Duration.ofSeconds(3)) > 0);
        gate.countDown();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> engine.lateBy().orElseThrow().compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void anAnswerThatMeetsAnErrorIsRecordedAllTheSame() throws Exception {
        String saga = withOneParticipant();
        AtomicInteger errors = new AtomicInteger();
        ledger.breakStatementsWith(() -> {
            if (Thread.currentThread().getName().startsWith("bactrian-settle") && errors.getAndIncrement() < 2) {
                throw new OutOfMemoryError("as in a test");
            }
        });

        engine.decisions().cancel(saga, "cancel was requested", null);

        await().atMost(Duration.ofSeconds(20)).until(() -> status(saga) == SagaStatus.CANCELLED);
        assertThat(calls).hasValue(1);
        assertThat(engine.awaitQuiet(RunningLedger.LONGEST)).isTrue();
    }

    @Test
    void aCallThatMeetsAnErrorHasFailedAndIsMadeAgain() throws Exception {
        String saga = withOneParticipant();
        Transport healthy = participants;
        participants = call -> {
            participants = healthy;
            throw new NoClassDefFoundError("as in a test");
        };

        engine.decisions().cancel(saga, "cancel was requested", null);
        engine.lookEvery(Duration.ofMillis(10));

        await().atMost(Duration.ofSeconds(20)).until(() -> status(saga) == SagaStatus.CANCELLED);
        assertThat(calls).hasValue(2);
    }

    @Test
    void theRestOfALookIsNotTriedWhenTheLedgerIsGone() {
        for (int i = 0; i < 5; i++) {
            String saga = withOneParticipant();
            engine.decisions().cancel(saga, "cancel was requested", null);
            await().atMost(RunningLedger.LONGEST).until(() -> status(saga) == SagaStatus.CANCELLED);
            new JdbcTemplate(ledger)
                    .update(
                            "UPDATE participant SET call_kind = 'AFTER', due_at = ? WHERE saga_id = ?",
                            Timestamp.from(Clock.systemUTC().instant().minusSeconds(60)),
                            saga);
        }
        AtomicInteger tries = new AtomicInteger();
        ledger.breakWith(() -> {
            if (StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("claimDue")))) {
                tries.incrementAndGet();
                throw new SQLException("the database is away");
            }
        });

        assertThatThrownBy(() -> engine.runDueWork()).isInstanceOf(RuntimeException.class);

        assertThat(tries).hasValue(1);
    }

    private String withOneParticipant() {
        String saga = engine.enrolment()
                .start(new Enrolment.Start(
                        uid -> "http://localhost/lra-coordinator/" + uid,
                        "",
                        null,
                        null,
                        null,
                        null,
                        OrderPolicy.BEST_EFFORT,
                        null,
                        null))
                .requireSaga()
                .id();
        Links links = new Links("http://p/compensate", null, null, null, null, null);
        engine.enrolment()
                .join(saga, new Enrolment.Join(new Terms(links, "p", null, null, false, null), null, null, null));
        return saga;
    }

    private SagaStatus status(String saga) {
        return engine.ledger().find(saga).orElseThrow().status();
    }
}
