package io.bactrian.coordinator.ledger;

import static io.bactrian.coordinator.ledger.Ledger.time;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who did what to which saga, and why; append-only, and kept when the saga itself is purged. */
public final class OperatorLog {

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
                operator,
                action,
                sagaId,
                participantId,
                reason == null || reason.length() <= 1000 ? reason : reason.substring(0, 1000));
    }
}
