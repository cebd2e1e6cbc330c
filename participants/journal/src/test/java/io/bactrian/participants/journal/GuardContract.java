package io.bactrian.participants.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What the guard and the journal promise, on every database. The effect is a counter that a step may raise once. */
abstract class GuardContract {

    private final Step step = Step.ofSaga("http://c/lra-coordinator/" + UUID.randomUUID(), "raise-counter", "4711");

    private JdbcClient jdbc;
    private Journal journal;
    private Transactions transactions;
    private Guard guard;

    abstract TestDatabase database();

    @BeforeEach
    void open() {
        var dataSource = database().dataSource();
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/journal")
                .load()
                .migrate();
        jdbc = JdbcClient.create(dataSource);
        jdbc.sql("create table counter (n integer not null)").update();
        jdbc.sql("insert into counter (n) values (0)").update();
        journal = new Journal(jdbc, Clock.fixed(Instant.parse("2026-01-02T03:04:05.000006Z"), ZoneOffset.UTC));
        transactions = new Transactions(new DataSourceTransactionManager(dataSource));
        guard = new Guard(jdbc, journal, new ObjectMapper(), transactions);
    }

    @Test
    void runsAnActionOnceAndAnswersTheSameAgain() {
        Answer first = act();
        Answer second = guard.act(step, "RAISE", () -> {
            throw new AssertionError("must not run again");
        });

        assertThat(first).isEqualTo(Answer.ok().with("n", 1));
        assertThat(second).isEqualTo(first);
        assertThat(counter()).isEqualTo(1);
        assertThat(results()).containsExactly("done", "repeat");
    }

    @Test
    void takesBackWhatARefusedActionDidAndRepeatsTheRefusal() {
        Answer refused = Answer.refused("too high", "counter");
        Answer first = guard.act(step, "RAISE", () -> {
            raise(1);
            return refused;
        });

        assertThat(first).isEqualTo(refused);
        assertThat(act()).isEqualTo(refused);
        assertThat(counter()).isZero();
        assertThat(results()).containsExactly("refused", "repeat");
    }

    @Test
    void recordsNothingWhenAnActionThrows() {
        assertThatThrownBy(() -> guard.act(step, "RAISE", () -> {
                    raise(1);
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");

        assertThat(counter()).isZero();
        assertThat(results()).isEmpty();
        assertThat(act().status()).isEqualTo(200);
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void compensatesOnce() {
        act();
        assertThat(compensate()).isEqualTo(Result.DONE);
        assertThat(compensate()).isEqualTo(Result.REPEAT);
        assertThat(counter()).isZero();
    }

    @Test
    void recordsNothingWhenACompensationThrowsAndCompensatesWhenCalledAgain() {
        act();
        assertThatThrownBy(() -> guard.compensate(step, "LOWER", () -> {
                    raise(-1);
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");

        assertThat(counter()).isEqualTo(1);
        assertThat(compensate()).isEqualTo(Result.DONE);
        assertThat(counter()).isZero();
    }

    @Test
    void blocksAnActionAfterTheCompensationOfNothing() {
        assertThat(compensate()).isEqualTo(Result.EMPTY);
        assertThat(compensate()).isEqualTo(Result.REPEAT);
        assertThat(act()).isEqualTo(Answer.late(step));
        assertThat(counter()).isZero();
        assertThat(results()).containsExactly("empty", "repeat", "refused");
    }

    @Test
    void hasNothingToCompensateAfterARefusal() {
        guard.act(step, "RAISE", () -> Answer.refused("too high", "counter"));
        assertThat(compensate()).isEqualTo(Result.EMPTY);
        assertThat(act()).isEqualTo(Answer.late(step));
        assertThat(counter()).isZero();
    }

    @Test
    void completesOnceAndStillAnswersARepeatedAction() {
        Answer first = act();
        assertThat(complete()).isEqualTo(Result.DONE);
        assertThat(complete()).isEqualTo(Result.REPEAT);
        assertThat(act()).isEqualTo(first);
        assertThat(counter()).isEqualTo(101);
    }

    @Test
    void refusesToCompleteWhatWasCompensated() {
        act();
        compensate();
        assertThat(complete()).isEqualTo(Result.REFUSED);
        assertThat(counter()).isZero();
    }

    @Test
    void completesNothingWhereNothingHappenedAndBlocksTheAction() {
        assertThat(complete()).isEqualTo(Result.EMPTY);
        assertThat(act()).isEqualTo(Answer.late(step));
        assertThat(counter()).isZero();
    }

    @Test
    void compensatesACompletedStepBecauseItsSagaMayBeNested() {
        act();
        complete();
        assertThat(compensate()).isEqualTo(Result.DONE);
        assertThat(counter()).isEqualTo(100);
    }

    @Test
    void refusesTheSameStepForAnotherOrder() {
        act();
        Step other = new Step(step.scope(), step.name(), step.sagaId(), "4712");
        Answer answer = guard.act(other, "RAISE", Answer::ok);
        assertThat(answer)
                .isEqualTo(Answer.refused(
                        "other order", "raise-counter of this saga was for order 4711, not for order 4712"));
    }

    @Test
    void keepsStepsAndSagasApart() {
        act();
        guard.act(
                Step.ofSaga("http://c/lra-coordinator/other", "raise-counter", "4711"), "RAISE", this::raiseAndAnswer);
        guard.act(new Step(step.scope(), "raise-again", step.sagaId(), "4711"), "RAISE", this::raiseAndAnswer);
        assertThat(counter()).isEqualTo(3);
    }

    @Test
    void takesANestedSagaForTheSameWithAndWithoutItsParent() {
        act();
        Step nested = Step.ofSaga(step.scope() + "?ParentLRA=http%3A%2F%2Fc%2F1", step.name(), step.orderId());
        assertThat(guard.compensate(nested, "LOWER", () -> raise(-1))).isEqualTo(Result.DONE);
        assertThat(counter()).isZero();
    }

    @Test
    void waitsForARunningActionBeforeItCompensates() throws Exception {
        var acting = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        List<Callable<Object>> both = List.of(
                () -> guard.act(step, "RAISE", () -> {
                    acting.countDown();
                    await(goOn);
                    return raiseAndAnswer();
                }),
                () -> {
                    await(acting);
                    new Thread(goOn::countDown).start();
                    return compensate();
                });
        List<Object> results = Race.run(both);

        assertThat(results).containsExactly(Answer.ok().with("n", 1), Result.DONE);
        assertThat(counter()).isZero();
    }

    @Test
    void letsTheNextActionRunWhenTheOneItWaitedForIsRolledBack() {
        var acting = new CountDownLatch(1);
        List<Callable<Object>> both = List.of(
                () -> {
                    assertThatThrownBy(() -> guard.act(step, "RAISE", () -> {
                                raise(1);
                                acting.countDown();
                                throw new IllegalStateException("killed");
                            }))
                            .hasMessage("killed");
                    return "killed";
                },
                () -> {
                    await(acting);
                    return act();
                });
        Race.run(both);

        assertThat(counter()).isEqualTo(1);
        assertThat(results()).containsExactly("done");
    }

    @RepeatedTest(20)
    void keepsTheCounterRightWhenEverythingIsCalledAtOnce() {
        List<Callable<Object>> runners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runners.add(this::act);
            runners.add(this::compensate);
        }
        Race.run(runners);

        assertThat(counter()).isZero();
        assertThat(results().stream().filter("done"::equals).count()).isIn(0L, 2L);
    }

    @Test
    void writesNoEntryOutsideOfATransaction() {
        assertThatThrownBy(() -> journal.append(step, "RAISE", Result.DONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "The journal is written in the transaction of the effect, but none is running for RAISE");
        assertThat(results()).isEmpty();
    }

    @Test
    void pagesThroughTheJournal() {
        for (int i = 0; i < 5; i++) {
            guard.act(Step.of("scope " + i, "raise-counter", "order " + i), "RAISE", Answer::ok);
        }
        JournalPage first = journal.page(0, 2);
        JournalPage second = journal.page(first.next(), 2);
        JournalPage third = journal.page(second.next(), 2);

        assertThat(first.entries().get(0))
                .usingRecursiveComparison()
                .ignoringFields("seq")
                .isEqualTo(new JournalEntry(
                        0, "2026-01-02T03:04:05.000006Z", null, "order 0", "raise-counter", "RAISE", "done"));
        assertThat(List.of(first, second, third))
                .flatExtracting(JournalPage::entries)
                .extracting(JournalEntry::orderId)
                .containsExactly("order 0", "order 1", "order 2", "order 3", "order 4");
        assertThat(third.next()).isNull();
        assertThat(journal.page(0, 5).next()).isNull();
    }

    private Answer act() {
        return guard.act(step, "RAISE", this::raiseAndAnswer);
    }

    private Result compensate() {
        return guard.compensate(step, "LOWER", () -> raise(-1));
    }

    private Result complete() {
        return guard.complete(step, "FIX", () -> raise(100));
    }

    private Answer raiseAndAnswer() {
        raise(1);
        return Answer.ok().with("n", 1);
    }

    private void raise(int by) {
        jdbc.sql("update counter set n = n + :by").param("by", by).update();
    }

    private int counter() {
        return jdbc.sql("select n from counter").query(Integer.class).single();
    }

    private List<String> results() {
        return journal.page(0, 100).entries().stream().map(JournalEntry::result).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
