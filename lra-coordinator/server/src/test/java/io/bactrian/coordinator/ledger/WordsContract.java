package io.bactrian.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.saga.Enlistment;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whatever others say of a saga, every database takes it: what it cannot keep is left out. */
abstract class WordsContract {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final String WORDS = "a\0b" + "c".repeat(9_000);

    private final String id = UUID.randomUUID().toString();
    private Ledger ledger;
    private SagaHistory history;
    private OperatorLog log;

    abstract DataSource emptyLedger();

    @BeforeEach
    void open() {
        JdbcTemplate jdbc = new JdbcTemplate(emptyLedger());
        ledger = new Ledger(jdbc);
        history = new SagaHistory(jdbc);
        log = new OperatorLog(jdbc);
        ledger.insert(Saga.starting(
                new Saga.Identity(id, "http://c/lra-coordinator/" + id, "", null, OrderPolicy.BEST_EFFORT, null, NOW),
                null,
                null,
                null,
                Duration.ofHours(1)));
    }

    @Test
    void keepsWhatItCanOfAFailure() {
        ledger.insert(joining());
        List<Participant> participants = ledger.participants(id);
        Participant participant = participants.get(0);
        participant.report(new StepReport(StepState.FAILED, null, WORDS));
        participant.beginCompensating(NOW);
        participant.takeTurn(NOW);
        participant.claim("token", "node");
        participant.tryAgain(WORDS, true, RetryPolicy.DEFAULT, NOW, Duration.ZERO);
        ledger.saveChanged(participants);

        Participant kept = ledger.participants(id).get(0);
        assertThat(kept.call().lastError()).isEqualTo("a b" + "c".repeat(3_997));
        assertThat(kept.step().reason()).isEqualTo("a b" + "c".repeat(3_997));
    }

    @Test
    void leavesNoHalfOfACharacter() {
        ledger.note(id, NOW, EventKind.STARTED, null, "x".repeat(3_999) + "\uD83D\uDC2A");

        assertThat(history.timeline(id, 1)).extracting(SagaHistory.Line::detail).containsExactly("x".repeat(3_999));
    }

    @Test
    void keepsWhatItCanOfTheTimeline() {
        ledger.note(id, NOW, EventKind.STARTED, null, WORDS);

        assertThat(history.timeline(id, 1))
                .extracting(SagaHistory.Line::detail)
                .containsExactly("a b" + "c".repeat(3_997));
    }

    @Test
    void keepsWhatItCanOfWhatAPersonSays() {
        Saga saga = ledger.find(id).orElseThrow();
        saga.decideCancel(WORDS, false, NOW);
        ledger.save(saga);
        log.write(NOW, WORDS, "cancel", id, null, WORDS);

        assertThat(ledger.find(id).orElseThrow().state().reason()).isEqualTo("a b" + "c".repeat(997));
        assertThat(history.acts(id)).singleElement().satisfies(act -> {
            assertThat(act.operator()).isEqualTo("a b" + "c".repeat(252));
            assertThat(act.reason()).isEqualTo("a b" + "c".repeat(997));
        });
    }

    private Participant joining() {
        return Participant.joining(
                new Enlistment(id, 1, UUID.randomUUID().toString(), null, NOW),
                new Terms(
                        new Links("http://p/compensate", null, null, null, null, null),
                        "step",
                        null,
                        null,
                        false,
                        null));
    }
}
