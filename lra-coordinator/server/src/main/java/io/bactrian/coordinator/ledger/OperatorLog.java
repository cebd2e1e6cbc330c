package io.bactrian.coordinator.ledger;

import static io.bactrian.coordinator.ledger.Ledger.time;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who did what to which saga, and why; append-only, and kept when the saga itself is purged. */
public final class OperatorLog {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 1_000;

    private final JdbcTemplate jdbc;

    public OperatorLog(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a line, in the transaction that does what it says. */
    public void write(
            Instant at,
            String operator,
            String action,
            String sagaId,
            @Nullable String participantId,
            @Nullable String reason) {
        jdbc.update(
                "INSERT INTO operator_action (at, operator, action, saga_id, participant_id, reason) VALUES (?,?,?,?,?,?)",
                time(at),
                Words.fit(operator, LONGEST_NAME),
                action,
                sagaId,
                participantId,
                Words.fit(reason, LONGEST_REASON));
    }
}
