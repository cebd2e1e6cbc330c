package io.bactrian.coordinator.flows;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Flows, their events and notes in SQL. Whatever changes a flow first takes its row lock with {@link #lock}, so two
 * nodes that read events of one flow at once do so one after the other, and flows never wait for each other.
 */
final class FlowLedger {

    private static final String COLUMNS =
            "id, name, correlation_id, state, latest_event, expecting, expected_by, due_at, judged_at, declaration,"
                    + " settled_as, settled_at, version, started_at, ended_at";

    private final JdbcTemplate jdbc;

    FlowLedger(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The flow as it is committed now, without a lock; empty when there is none with this id. */
    Optional<Flow> find(String id) {
        return list("WHERE id = ?", id).stream().findFirst();
    }

    /** The flow, locked until the end of the transaction; waits for whoever has the lock. */
    Optional<Flow> lock(String id) {
        return list("WHERE id = ? FOR UPDATE", id).stream().findFirst();
    }

    /** The flow, locked; empty when it does not exist or somebody else has the lock: never waits. */
    Optional<Flow> lockIfFree(String id) {
        return list("WHERE id = ? FOR UPDATE SKIP LOCKED", id).stream().findFirst();
    }

    /**
     * Writes a flow that did not exist.
     *
     * @throws org.springframework.dao.DuplicateKeyException when another node wrote it first
     */
    void insert(Flow flow) {
        Settlement settlement = flow.settlement();
        jdbc.update(
                "INSERT INTO flow (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                flow.id(),
                flow.name(),
                flow.correlationId(),
                flow.state().name(),
                flow.latestEvent(),
                flow.expecting(),
                time(flow.expectedBy()),
                time(flow.dueAt()),
                time(flow.judgedAt()),
                flow.declaration(),
                settlement == null ? null : settlement.as().name(),
                settlement == null ? null : time(settlement.at()),
                flow.version(),
                time(flow.startedAt()),
                time(flow.endedAt()));
    }

    /**
     * Writes what changed in a locked flow.
     *
     * @throws IllegalStateException when it was changed since it was read, which the row lock rules out
     */
    void save(Flow flow) {
        Settlement settlement = flow.settlement();
        int rows = jdbc.update(
                "UPDATE flow SET state = ?, latest_event = ?, expecting = ?, expected_by = ?, due_at = ?, judged_at = ?,"
                        + " declaration = ?, settled_as = ?, settled_at = ?, started_at = ?, ended_at = ?,"
                        + " version = version + 1 WHERE id = ? AND version = ?",
                flow.state().name(),
                flow.latestEvent(),
                flow.expecting(),
                time(flow.expectedBy()),
                time(flow.dueAt()),
                time(flow.judgedAt()),
                flow.declaration(),
                settlement == null ? null : settlement.as().name(),
                settlement == null ? null : time(settlement.at()),
                time(flow.startedAt()),
                time(flow.endedAt()),
                flow.id(),
                flow.version());
        if (rows != 1) {
            throw new IllegalStateException("flow " + flow.id() + " was changed by another transaction since version "
                    + flow.version() + " was read; it must be locked before it is changed");
        }
    }

    /** The events of a flow, in no order. */
    List<FlowEvent> events(String flowId) {
        return jdbc.query(
                "SELECT event_id, source, type, at, received_at, causation_id, topic, topic_partition, record_offset"
                        + " FROM flow_event WHERE flow_id = ?",
                (row, number) -> new FlowEvent(
                        row.getString("event_id"),
                        row.getString("source"),
                        row.getString("type"),
                        instant(row, "at"),
                        row.getString("causation_id"),
                        instant(row, "received_at"),
                        new FlowEvent.Place(
                                row.getString("topic"), row.getInt("topic_partition"), row.getLong("record_offset"))),
                flowId);
    }

    /** Adds events that the flow does not have. */
    void insert(String flowId, List<FlowEvent> events) {
        jdbc.batchUpdate(
                "INSERT INTO flow_event (flow_id, event_key, event_id, source, type, at, received_at, causation_id, topic,"
                        + " topic_partition, record_offset) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                events.stream()
                        .map(event -> new @Nullable Object[] {
                            flowId,
                            event.key(),
                            event.id(),
                            event.source(),
                            event.type(),
                            time(event.at()),
                            time(event.receivedAt()),
                            event.causationId(),
                            event.place().topic(),
                            event.place().partition(),
                            event.place().offset()
                        })
                        .toList());
    }

    /** The notes of a flow in the order in which they were written. */
    List<FlowNote> notes(String flowId) {
        return jdbc.query(
                "SELECT at, kind, detail FROM flow_note WHERE flow_id = ? ORDER BY id",
                (row, number) -> new FlowNote(
                        instant(row, "at"), FlowNote.Kind.valueOf(row.getString("kind")), row.getString("detail")),
                flowId);
    }

    /** Adds notes to a flow's timeline. */
    void insertNotes(String flowId, List<FlowNote> notes) {
        for (FlowNote note : notes) {
            String detail = note.detail();
            jdbc.update(
                    "INSERT INTO flow_note (flow_id, at, kind, detail) VALUES (?,?,?,?)",
                    flowId,
                    time(note.at()),
                    note.kind().name(),
                    detail == null || detail.length() <= 4000 ? detail : detail.substring(0, 4000));
        }
    }

    /** Ids of flows of this name that may be late by {@code now}, the longest late first. */
    List<String> due(String name, Instant now, int limit) {
        return jdbc.queryForList(
                "SELECT id FROM flow WHERE name = ? AND due_at <= ? ORDER BY due_at FETCH FIRST ? ROWS ONLY",
                String.class,
                name,
                time(now),
                limit);
    }

    /** Flows on their way that were judged by another declaration than this are to be looked at; returns how many. */
    int makeDueUnlessDeclared(String name, String declaration, Instant now) {
        return jdbc.update(
                "UPDATE flow SET due_at = ?, version = version + 1 WHERE name = ? AND state IN ('RUNNING', 'STALLED')"
                        + " AND declaration <> ?",
                time(now),
                name,
                declaration);
    }

    /** Ids of flows that ended before {@code limit}, the oldest first. */
    List<String> endedBefore(Instant limit, int count) {
        return jdbc.queryForList(
                "SELECT id FROM flow WHERE ended_at < ? ORDER BY ended_at FETCH FIRST ? ROWS ONLY",
                String.class,
                time(limit),
                count);
    }

    /**
     * Ids of flows on their way in which nothing is expected, so that nothing can make them late, and of which no event was read
     * since {@code limit}.
     */
    List<String> silentSince(Instant limit, int count) {
        return jdbc.queryForList(
                "SELECT id FROM flow f WHERE state = 'RUNNING' AND due_at IS NULL AND NOT EXISTS"
                        + " (SELECT 1 FROM flow_event e WHERE e.flow_id = f.id AND e.received_at >= ?)"
                        + " FETCH FIRST ? ROWS ONLY",
                String.class,
                time(limit),
                count);
    }

    /** Removes a flow with all that belongs to it, except what operators did. */
    void delete(String id) {
        jdbc.update("DELETE FROM flow_note WHERE flow_id = ?", id);
        jdbc.update("DELETE FROM flow_event WHERE flow_id = ?", id);
        jdbc.update("DELETE FROM flow WHERE id = ?", id);
    }

    /** Flows of a condition written by the search of this package. */
    List<Flow> list(String condition, Object... values) {
        return jdbc.query("SELECT " + COLUMNS + " FROM flow " + condition, FlowLedger::read, values);
    }

    private static Flow read(ResultSet row, int number) throws SQLException {
        String settledAs = row.getString("settled_as");
        return new Flow(
                row.getString("id"),
                row.getString("name"),
                row.getString("correlation_id"),
                FlowState.valueOf(row.getString("state")),
                row.getString("latest_event"),
                row.getString("expecting"),
                instantOrNull(row, "expected_by"),
                instantOrNull(row, "due_at"),
                instantOrNull(row, "judged_at"),
                row.getString("declaration"),
                settledAs == null ? null : new Settlement(FlowState.valueOf(settledAs), instant(row, "settled_at")),
                row.getLong("version"),
                instant(row, "started_at"),
                instantOrNull(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Instant instant = instantOrNull(row, column);
        if (instant == null) {
            throw new SQLException("column " + column + " must not be null");
        }
        return instant;
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    static @Nullable Timestamp time(@Nullable Instant instant) {
        return instant == null ? null : timestamp(instant);
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }
}
