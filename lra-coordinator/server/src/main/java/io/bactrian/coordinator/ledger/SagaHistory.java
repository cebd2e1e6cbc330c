package io.bactrian.coordinator.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What happened to one saga, and who did something to it; reads only, takes no locks. */
public final class SagaHistory {

    private final JdbcTemplate jdbc;

    public SagaHistory(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A line of a timeline.
     *
     * @param participantId the participant it is about; null when it is about the saga
     */
    public record Line(
            Instant at,
            EventKind kind,
            @Nullable String participantId,
            @Nullable String detail) {}

    /**
     * Something a person did.
     *
     * @param participantId the participant it was done to; null for the saga as a whole
     */
    public record Act(
            Instant at,
            String operator,
            String action,
            @Nullable String participantId,
            @Nullable String reason) {}

    /** The saga's timeline in the order it was written; of a longer one the last {@code most} lines. */
    public List<Line> timeline(String sagaId, long most) {
        List<Line> lines = new ArrayList<>(jdbc.query(
                "SELECT at, kind, participant_id, detail FROM saga_event WHERE saga_id = ?"
                        + " ORDER BY id DESC FETCH FIRST ? ROWS ONLY",
                (row, number) -> new Line(
                        SagaRows.instant(row, "at"),
                        EventKind.valueOf(row.getString("kind")),
                        row.getString("participant_id"),
                        row.getString("detail")),
                sagaId,
                most));
        Collections.reverse(lines);
        return lines;
    }

    /** What people did to the saga, the oldest first. */
    public List<Act> acts(String sagaId) {
        return jdbc.query(
                "SELECT at, operator, action, participant_id, reason FROM operator_action WHERE saga_id = ? ORDER BY id",
                (row, number) -> new Act(
                        SagaRows.instant(row, "at"),
                        row.getString("operator"),
                        row.getString("action"),
                        row.getString("participant_id"),
                        row.getString("reason")),
                sagaId);
    }
}
