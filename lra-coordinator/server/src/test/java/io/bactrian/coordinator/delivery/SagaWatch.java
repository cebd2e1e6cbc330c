package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Watches a ledger from outside of the engine: looks at every commit and every call, and remembers what was against the rules. */
final class SagaWatch {

    /** From each status, those that one transaction may lead to. */
    private static final Map<SagaStatus, Set<SagaStatus>> SAGA = new EnumMap<>(Map.of(
            SagaStatus.ACTIVE,
            EnumSet.complementOf(EnumSet.of(SagaStatus.ACTIVE)),
            SagaStatus.CLOSING,
            EnumSet.of(SagaStatus.CLOSED, SagaStatus.FAILED_TO_CLOSE),
            SagaStatus.CANCELLING,
            EnumSet.of(SagaStatus.CANCELLED, SagaStatus.FAILED_TO_CANCEL),
            SagaStatus.FAILED_TO_CLOSE,
            EnumSet.of(SagaStatus.CLOSING, SagaStatus.CLOSED),
            SagaStatus.FAILED_TO_CANCEL,
            EnumSet.of(SagaStatus.CANCELLING, SagaStatus.CANCELLED),
            SagaStatus.CLOSED,
            EnumSet.noneOf(SagaStatus.class),
            SagaStatus.CANCELLED,
            EnumSet.noneOf(SagaStatus.class)));

    /** A nested saga that has closed may be cancelled by, or inside of, its parent. */
    private static final Set<SagaStatus> REOPENED =
            EnumSet.of(SagaStatus.CANCELLING, SagaStatus.CANCELLED, SagaStatus.FAILED_TO_CANCEL);

    private static final Map<ParticipantStatus, Set<ParticipantStatus>> PARTICIPANT = new EnumMap<>(Map.of(
            ParticipantStatus.ACTIVE,
            EnumSet.complementOf(EnumSet.of(ParticipantStatus.ACTIVE)),
            ParticipantStatus.COMPENSATING,
            EnumSet.of(ParticipantStatus.COMPENSATED, ParticipantStatus.FAILED_TO_COMPENSATE),
            ParticipantStatus.FAILED_TO_COMPENSATE,
            EnumSet.of(ParticipantStatus.COMPENSATING, ParticipantStatus.COMPENSATED),
            ParticipantStatus.COMPLETING,
            EnumSet.of(ParticipantStatus.COMPLETED, ParticipantStatus.FAILED_TO_COMPLETE),
            ParticipantStatus.FAILED_TO_COMPLETE,
            EnumSet.of(
                    ParticipantStatus.COMPLETING,
                    ParticipantStatus.COMPLETED,
                    ParticipantStatus.COMPENSATING,
                    ParticipantStatus.COMPENSATED),
            ParticipantStatus.COMPLETED,
            EnumSet.of(ParticipantStatus.COMPENSATING, ParticipantStatus.COMPENSATED),
            ParticipantStatus.COMPENSATED,
            EnumSet.noneOf(ParticipantStatus.class),
            ParticipantStatus.LEFT,
            EnumSet.noneOf(ParticipantStatus.class)));

    /** A saga as it was committed. */
    record SagaRow(
            String id,
            @Nullable String parentId,
            SagaStatus status,
            OrderPolicy order,
            Instant deadline,
            boolean attention) {}

    /** A participant as it was committed. */
    record Row(
            String sagaId,
            int seq,
            String id,
            @Nullable String childId,
            ParticipantStatus status,
            boolean acknowledged,
            @Nullable CallKind owed,
            @Nullable Instant dueAt,
            @Nullable String claim,
            @Nullable String claimNode,
            boolean parked,
            @Nullable String name,
            boolean sent) {

        boolean atRest() {
            return parked && claim == null && dueAt == null;
        }
    }

    private final JdbcTemplate jdbc;
    private final boolean sole;
    private final Set<String> violations = new LinkedHashSet<>();
    private final Set<String> inFlight = new HashSet<>();
    private final Set<String> succeeded = new HashSet<>();
    private final Set<String> overruled = new HashSet<>();
    private final Map<String, String> keys = new HashMap<>();
    private Map<String, SagaRow> sagas = new LinkedHashMap<>();
    private Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * Statements of the watch do not go through the engine's data source, so no mishap meets them.
     *
     * @param sole no call is ever taken over by another node, which may have it made twice at once
     */
    SagaWatch(Connection connection, boolean sole) {
        this.sole = sole;
        this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    Map<String, SagaRow> sagas() {
        return sagas;
    }

    List<Row> participants(String sagaId) {
        return rows.values().stream().filter(row -> row.sagaId().equals(sagaId)).toList();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    void violated(String what) {
        violations.add(what);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violated(what);
        }
    }

    void committed() {
        Map<String, SagaRow> newSagas = readSagas();
        Map<String, Row> newRows = readRows();
        newSagas.forEach((id, now) -> {
            SagaRow before = sagas.get(id);
            if (before != null && before.status() != now.status()) {
                boolean reopened = before.parentId() != null
                        && (before.status() == SagaStatus.CLOSED || before.status() == SagaStatus.FAILED_TO_CLOSE)
                        && REOPENED.contains(now.status());
                require(
                        reopened || SAGA.get(before.status()).contains(now.status()),
                        "saga " + id + " went from " + before.status() + " to " + now.status());
            }
        });
        newRows.forEach((id, now) -> {
            Row before = rows.get(id);
            if (before != null && before.status() != now.status()) {
                SagaRow saga = newSagas.get(now.sagaId());
                require(
                        PARTICIPANT.get(before.status()).contains(now.status()),
                        "participant " + id + " went from " + before.status() + " to " + now.status());
                boolean undone = before.status() == ParticipantStatus.COMPLETED;
                require(
                        !undone || saga.parentId() != null,
                        "participant " + id + " of a saga without parent was undone after it had completed");
            }
            if (now.childId() != null && !now.acknowledged()) {
                SagaRow child = newSagas.get(now.childId());
                boolean agrees = child == null
                        || switch (now.status()) {
                            case COMPENSATED -> child.status() == SagaStatus.CANCELLED;
                            case FAILED_TO_COMPENSATE -> child.status().isCancellingSide();
                            case COMPLETED ->
                                child.status() == SagaStatus.CLOSED
                                        || child.status().isCancellingSide();
                            default -> true;
                        };
                require(
                        agrees,
                        "nested saga " + now.childId() + " is " + (child == null ? "" : child.status())
                                + " and its parent takes it for " + now.status());
            }
        });
        sagas = newSagas;
        rows = newRows;
    }

    private Map<String, SagaRow> readSagas() {
        Map<String, SagaRow> read = new LinkedHashMap<>();
        jdbc.query(
                "SELECT id, parent_id, status, order_policy, deadline, attention FROM saga ORDER BY started_at",
                row -> {
                    read.put(
                            row.getString(1),
                            new SagaRow(
                                    row.getString(1),
                                    row.getString(2),
                                    SagaStatus.valueOf(row.getString(3)),
                                    OrderPolicy.valueOf(row.getString(4)),
                                    row.getTimestamp(5).toInstant(),
                                    row.getBoolean(6)));
                });
        return read;
    }

    private Map<String, Row> readRows() {
        Map<String, Row> read = new LinkedHashMap<>();
        jdbc.query(
                "SELECT saga_id, seq, id, child_id, status, acknowledged, call_kind, due_at, claim_token, claim_node,"
                        + " parked, step, sent_at FROM participant ORDER BY saga_id, seq",
                row -> {
                    String kind = row.getString(7);
                    Timestamp due = row.getTimestamp(8);
                    read.put(
                            row.getString(3),
                            new Row(
                                    row.getString(1),
                                    row.getInt(2),
                                    row.getString(3),
                                    row.getString(4),
                                    ParticipantStatus.valueOf(row.getString(5)),
                                    row.getBoolean(6),
                                    kind == null ? null : CallKind.valueOf(kind),
                                    due == null ? null : due.toInstant(),
                                    row.getString(9),
                                    row.getString(10),
                                    row.getBoolean(11),
                                    row.getString(12),
                                    row.getTimestamp(13) != null));
                });
        return read;
    }

    /** A node makes this call. */
    void called(String node, DueCall call) {
        String who = call.participantId();
        SagaRow saga = sagas.get(call.sagaId());
        Row row = rows.get(who);
        String what = call.kind() + " of participant " + who + " of saga " + call.sagaId();
        if (saga == null || row == null) {
            violated(what + " is made, and the ledger does not know it");
            return;
        }
        require(call.token().equals(row.claim()), what + " is made without its claim");
        require(row.status() != ParticipantStatus.LEFT, what + " is made, and it has left");
        boolean waited = call.url() != null && !call.url().startsWith("kafka:");
        require(
                !waited || inFlight.add(node + who) || !sole || overruled.contains(who),
                what + " is made while another call of it is under way on the same node");
        String key = keys.putIfAbsent(who, call.recoveryUrl());
        require(key == null || key.equals(call.recoveryUrl()), what + " has another idempotency key than before");
        switch (call.kind()) {
            case AFTER -> {
                require(
                        call.sagaStatus().isEnded() && call.sagaStatus() == saga.status(),
                        what + " tells " + call.sagaStatus() + " of one that is " + saga.status());
                require(!succeeded.contains(end(call)), what + " is made after it was heard");
            }
            case FORGET -> {
                require(
                        row.status().isFailed() || row.status() == ParticipantStatus.COMPLETED,
                        what + " is made, and it is " + row.status());
                require(
                        row.status().isFailed() || row.acknowledged() || !succeeded.contains(who + call.kind()),
                        what + " is made after it was heard");
            }
            default -> {
                require(!succeeded.contains(who + call.about()), what + " is made after its success was recorded");
                boolean compensating = call.about() == CallKind.COMPENSATE;
                require(
                        saga.status() == (compensating ? SagaStatus.CANCELLING : SagaStatus.CLOSING),
                        what + " is made, and the saga is " + saga.status());
                require(
                        row.status() == (compensating ? ParticipantStatus.COMPENSATING : ParticipantStatus.COMPLETING),
                        what + " is made, and the participant is " + row.status());
                if (compensating) {
                    inOrder(saga, row, what);
                }
            }
        }
    }

    private void inOrder(SagaRow saga, Row row, String what) {
        for (Row later : participants(saga.id())) {
            if (later.seq() > row.seq()) {
                boolean through =
                        switch (later.status()) {
                            case COMPENSATED, LEFT -> true;
                            case FAILED_TO_COMPENSATE ->
                                saga.order() == OrderPolicy.BEST_EFFORT || later.acknowledged();
                            case COMPENSATING -> saga.order() == OrderPolicy.BEST_EFFORT && later.atRest();
                            default -> false;
                        };
                require(through, what + " is made before " + later);
            }
        }
    }

    /** A person has settled what it is called for, and does not wait for what comes of that call. */
    void overruled(String participantId) {
        overruled.add(participantId);
    }

    /** The call has its answer, as the participant knows. */
    void answered(String node, DueCall call) {
        inFlight.remove(node + call.participantId());
    }

    /** Each end of a saga is told once. */
    private String end(DueCall call) {
        return call.participantId()
                + call.kind()
                + jdbc.queryForObject(
                        "SELECT COUNT(*) FROM saga_event WHERE kind = 'ENDED' AND saga_id = ?",
                        Integer.class,
                        call.sagaId());
    }

    /** A success was recorded, as a node says after its commit. */
    void succeeded(DueCall call) {
        Row row = rows.get(call.participantId());
        if (row == null || row.owed() == call.kind()) {
            return; // it came too late, and the call will be made again
        }
        boolean asAsked =
                switch (call.about()) {
                    case COMPENSATE -> row.status() == ParticipantStatus.COMPENSATED;
                    case COMPLETE, FORGET -> row.status() == ParticipantStatus.COMPLETED;
                    default -> sagas.get(call.sagaId()).status() == call.sagaStatus();
                };
        if (asAsked) {
            succeeded.add(call.kind() == CallKind.AFTER ? end(call) : call.participantId() + call.about());
        }
    }
}
