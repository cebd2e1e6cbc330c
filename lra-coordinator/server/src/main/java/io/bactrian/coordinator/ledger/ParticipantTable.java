package io.bactrian.coordinator.ledger;

import static io.bactrian.coordinator.ledger.Ledger.time;

import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.CallbackEndpoints;
import io.bactrian.coordinator.saga.Enlistment;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import io.bactrian.coordinator.saga.Trace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Statements on the participant table. */
final class ParticipantTable {

    private static final String TERMS =
            "identity_hash, compensate_uri, complete_uri, status_uri, forget_uri, after_uri,"
                    + " leave_uri, step, data, retry, json_body, application, compensation, completion,"
                    + " traceparent, tracestate";
    private static final String COURSE = "status, step_state, results, step_reason, call_kind,"
            + " attempts, failures, polls, due_at, claim_token, claim_node, parked, last_error, poll_location,"
            + " last_millis, acknowledged, ended_at, reply_token, sent_at, sent_counts";
    private static final String IDENTITY = "saga_id, seq, id, child_id, joined_at";
    private static final String ALL = TERMS + ", " + COURSE + ", " + IDENTITY;
    private static final String INSERT =
            "INSERT INTO participant (" + ALL + ") VALUES (?" + ",?".repeat(ALL.split(",").length - 1) + ")";
    private static final String UPDATE = update(TERMS + ", " + COURSE);
    private static final String UPDATE_COURSE = update(COURSE);

    private static final int LONGEST_REASON = 4_000;

    private final JdbcTemplate jdbc;

    ParticipantTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    List<Participant> ofSaga(String sagaId) {
        return jdbc.query(
                "SELECT " + ALL + " FROM participant WHERE saga_id = ? ORDER BY seq", ParticipantTable::read, sagaId);
    }

    Optional<Participant> enlisted(String sagaId, String identity) {
        return jdbc
                .query(
                        "SELECT " + ALL + " FROM participant WHERE saga_id = ? AND identity_hash = ?",
                        ParticipantTable::read,
                        sagaId,
                        sha256(identity))
                .stream()
                .findFirst();
    }

    void insert(Participant participant) {
        Enlistment who = participant.enlistment();
        List<@Nullable Object> values = terms(participant);
        values.addAll(course(participant));
        values.addAll(Arrays.asList(who.sagaId(), who.seq(), who.id(), who.childId(), time(who.joinedAt())));
        jdbc.update(INSERT, values.toArray());
    }

    void saveChanged(List<Participant> all) {
        List<@Nullable Object[]> courses = new ArrayList<>();
        for (Participant participant : all) {
            if (participant.hasNewTerms()) {
                List<@Nullable Object> values = terms(participant);
                values.addAll(course(participant));
                jdbc.update(UPDATE, of(participant, values));
            } else if (participant.isChanged()) {
                courses.add(of(participant, course(participant)));
            }
        }
        if (courses.size() == 1) {
            jdbc.update(UPDATE_COURSE, courses.get(0));
        } else if (!courses.isEmpty()) {
            jdbc.batchUpdate(UPDATE_COURSE, courses);
        }
    }

    private static @Nullable Object[] of(Participant participant, List<@Nullable Object> values) {
        values.add(participant.enlistment().sagaId());
        values.add(participant.seq());
        return values.toArray();
    }

    private static String update(String columns) {
        return "UPDATE participant SET " + columns.replace(",", " = ?,") + " = ? WHERE saga_id = ? AND seq = ?";
    }

    void makeChildDue(String parentId, String childId, Instant now) {
        // 0 rows: the parent is not waiting for this child, or asks it at this moment and looks again when it settles
        // that
        jdbc.update(
                "UPDATE participant SET due_at = ? WHERE saga_id = ? AND child_id = ? AND claim_token IS NULL"
                        + " AND due_at > ?",
                time(now),
                parentId,
                childId,
                time(now));
    }

    List<String> sagasDue(Instant now, int limit, List<String> except) {
        String others = except.isEmpty() ? "" : " AND saga_id NOT IN (?" + ",?".repeat(except.size() - 1) + ")";
        List<@Nullable Object> values = new ArrayList<>();
        values.add(time(now));
        values.addAll(except);
        values.add(limit);
        return jdbc
                .queryForList(
                        "SELECT saga_id FROM participant WHERE due_at <= ?" + others
                                + " ORDER BY due_at FETCH FIRST ? ROWS ONLY",
                        String.class,
                        values.toArray())
                .stream()
                .distinct()
                .toList();
    }

    List<String> sagasWaitingFor(String base, Instant now, int limit) {
        return jdbc.queryForList(
                "SELECT DISTINCT saga_id FROM participant WHERE (due_at > ? OR parked = TRUE) AND call_kind IS NOT NULL"
                        + " AND claim_token IS NULL AND SUBSTRING(compensate_uri, 1, ?) = ? FETCH FIRST ? ROWS ONLY",
                String.class,
                time(now),
                base.length(),
                base,
                limit);
    }

    List<String> sagasClaimedByOthersThan(List<String> nodes) {
        return jdbc.queryForList(
                "SELECT DISTINCT saga_id FROM participant WHERE claim_node IS NOT NULL AND claim_node NOT IN (?"
                        + ",?".repeat(nodes.size()) + ")",
                String.class,
                Stream.concat(Stream.of(""), nodes.stream()).toArray());
    }

    int releaseClaimsOf(String node, Instant now) {
        return jdbc.update(
                "UPDATE participant SET claim_token = NULL, claim_node = NULL, due_at = ? WHERE claim_node = ?",
                time(now),
                node);
    }

    List<String> claimsOf(String node) {
        return jdbc.queryForList("SELECT claim_token FROM participant WHERE claim_node = ?", String.class, node);
    }

    int releaseClaim(String token, Instant now) {
        return jdbc.update(
                "UPDATE participant SET claim_token = NULL, claim_node = NULL, due_at = ? WHERE claim_token = ?",
                time(now),
                token);
    }

    int releaseAllClaims(Instant now) {
        return jdbc.update(
                "UPDATE participant SET claim_token = NULL, claim_node = NULL, due_at = ? WHERE claim_node IS NOT NULL",
                time(now));
    }

    private static List<@Nullable Object> terms(Participant participant) {
        Terms terms = participant.terms();
        Links links = terms.links();
        Trace trace = terms.trace();
        CallbackEndpoints endpoints = terms.endpoints();
        return new ArrayList<>(Arrays.asList(
                identityHash(participant),
                links.compensate(),
                links.complete(),
                links.status(),
                links.forget(),
                links.after(),
                links.leave(),
                terms.step(),
                terms.data(),
                terms.retry() == null ? null : terms.retry().toHeader(),
                terms.jsonBody(),
                endpoints == null ? null : endpoints.application(),
                endpoints == null ? null : endpoints.compensation(),
                endpoints == null ? null : endpoints.completion(),
                trace == null ? null : trace.parent(),
                trace == null ? null : trace.state()));
    }

    private static List<@Nullable Object> course(Participant participant) {
        StepReport step = participant.step();
        CallState call = participant.call();
        CallState.Sent sent = call.sent();
        return new ArrayList<>(Arrays.asList(
                participant.status().name(),
                step.state().name(),
                step.results(),
                Words.fit(step.reason(), LONGEST_REASON),
                call.kind() == null ? null : call.kind().name(),
                call.attempts(),
                call.failures(),
                call.waits(),
                time(call.dueAt()),
                call.claim(),
                call.node(),
                call.parked(),
                Words.fit(call.lastError(), LONGEST_REASON),
                call.location(),
                call.lastMillis(),
                participant.acknowledged(),
                time(participant.endedAt()),
                participant.replyToken(),
                sent == null ? null : time(sent.at()),
                sent == null ? null : sent.counts()));
    }

    private static Participant read(ResultSet row, int number) throws SQLException {
        String retry = row.getString("retry");
        String kind = row.getString("call_kind");
        long lastMillis = row.getLong("last_millis");
        boolean neverCalled = row.wasNull();
        String traceparent = row.getString("traceparent");
        Instant sentAt = SagaRows.instantOrNull(row, "sent_at");
        return new Participant(
                new Enlistment(
                        row.getString("saga_id"),
                        row.getInt("seq"),
                        row.getString("id"),
                        row.getString("child_id"),
                        SagaRows.instant(row, "joined_at")),
                new Terms(
                        new Links(
                                row.getString("compensate_uri"),
                                row.getString("complete_uri"),
                                row.getString("status_uri"),
                                row.getString("forget_uri"),
                                row.getString("after_uri"),
                                row.getString("leave_uri")),
                        row.getString("step"),
                        row.getString("data"),
                        retry == null ? null : RetryPolicy.DEFAULT.withHeader(retry),
                        row.getBoolean("json_body"),
                        endpoints(row),
                        traceparent == null ? null : new Trace(traceparent, row.getString("tracestate"))),
                ParticipantStatus.valueOf(row.getString("status")),
                new StepReport(
                        StepState.valueOf(row.getString("step_state")),
                        row.getString("results"),
                        row.getString("step_reason")),
                new CallState(
                        kind == null ? null : CallKind.valueOf(kind),
                        row.getInt("attempts"),
                        row.getInt("failures"),
                        row.getInt("polls"),
                        SagaRows.instantOrNull(row, "due_at"),
                        row.getString("claim_token"),
                        row.getString("claim_node"),
                        row.getBoolean("parked"),
                        row.getString("last_error"),
                        row.getString("poll_location"),
                        neverCalled ? null : lastMillis,
                        sentAt == null ? null : new CallState.Sent(sentAt, row.getBoolean("sent_counts"))),
                row.getBoolean("acknowledged"),
                SagaRows.instantOrNull(row, "ended_at"),
                row.getString("reply_token"));
    }

    private static @Nullable CallbackEndpoints endpoints(ResultSet row) throws SQLException {
        String application = row.getString("application");
        return application == null
                ? null
                : new CallbackEndpoints(application, row.getString("compensation"), row.getString("completion"));
    }

    /** One saga has one participant per identity; one that left frees its identity for another join. */
    private static String identityHash(Participant participant) {
        String childId = participant.enlistment().childId();
        String identity = childId != null
                ? "saga:" + childId
                : participant.terms().links().identity();
        String hash = sha256(identity);
        return participant.status() == ParticipantStatus.LEFT ? hash + ":" + participant.seq() : hash;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
