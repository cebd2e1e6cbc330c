package io.bactrian.participants.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.participants.journal.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every step of every service keeps to, whatever is called twice, late, early or at the same time, on every database. */
public abstract class StepContract {

    protected String saga = "";
    protected String order = "";

    @BeforeEach
    void newSagaAndOrder() {
        saga = newSaga();
        order = "o-" + UUID.randomUUID();
    }

    /** The id of a saga that the service can join; any name does for a service that knows no sagas. */
    protected String newSaga() {
        return "http://localhost:8070/lra-coordinator/" + UUID.randomUUID();
    }

    /** Brings about what the step's action relies on. */
    protected void prepare() {}

    protected abstract Answer act();

    protected abstract void compensate();

    /** How often the effect is in the books: once or not at all, if all is well. */
    protected abstract int effects();

    protected abstract String stepName();

    protected abstract JdbcClient jdbc();

    @Test
    void actsOnceAndGivesTheRecordedAnswerEverAfter() {
        prepare();
        Answer first = act();
        Answer second = act();

        assertThat(first.status()).isEqualTo(200);
        assertThat(second).hasToString(first.toString());
        assertThat(effects()).isEqualTo(1);
        assertThat(journal()).containsExactly("done", "repeat");
    }

    @Test
    void compensatesOnce() {
        prepare();
        act();
        compensate();
        compensate();

        assertThat(effects()).isZero();
        assertThat(journal()).containsExactly("done", "done", "repeat");
    }

    @Test
    void blocksAnActionThatComesAfterTheCompensationOfNothing() {
        prepare();
        compensate();
        compensate();
        Answer late = act();

        assertThat(late).isEqualTo(tooLate());
        assertThat(effects()).isZero();
        assertThat(journal()).containsExactly("empty", "repeat", "refused");
    }

    @Test
    void refusesAnActionThatIsRepeatedAfterItsCompensation() {
        prepare();
        act();
        compensate();
        Answer late = act();

        assertThat(late).isEqualTo(tooLate());
        assertThat(effects()).isZero();
        assertThat(journal()).containsExactly("done", "done", "refused");
    }

    @RepeatedTest(5)
    void actsOnceWhenTheActionIsCalledSeveralTimesAtOnce() {
        prepare();
        List<Answer> answers = Race.run(times(4, this::act));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(Answer::toString)
                .containsOnly(answers.get(0).toString());
        assertThat(effects()).isEqualTo(1);
        assertThat(journal()).containsExactlyInAnyOrder("done", "repeat", "repeat", "repeat");
    }

    @RepeatedTest(10)
    void leavesNoEffectWhenActionsAndCompensationsMeet() {
        prepare();
        List<Callable<Answer>> runners = new ArrayList<>(times(3, this::act));
        runners.addAll(times(3, () -> {
            compensate();
            return Answer.ok();
        }));
        Race.run(runners);
        // every begin is compensated by itself, the one that acted too; those of the race may have been of others
        compensate();

        assertThat(effects()).isZero();
        assertThat(journal().stream().filter("done"::equals).count())
                .as("done entries of %s", journal())
                .isIn(0L, 2L);
    }

    private Answer tooLate() {
        return new Answer(410, Map.of())
                .with("error", "too late")
                .with("detail", "%s of order %s was compensated before it arrived".formatted(stepName(), order));
    }

    private static List<Callable<Answer>> times(int n, Callable<Answer> runner) {
        return Collections.nCopies(n, runner);
    }

    private List<String> journal() {
        return jdbc().sql("select result from journal_entry where order_id = :order and step = :step order by seq")
                .param("order", order)
                .param("step", stepName())
                .query(String.class)
                .list();
    }
}
