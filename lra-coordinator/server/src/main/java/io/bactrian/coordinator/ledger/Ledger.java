package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sagas, participants and timeline in SQL.
 *
 * <p>Whatever changes a saga or one of its participants first takes the saga's row lock with {@link #lock} or
 * {@link #lockIfFree}, in a transaction of {@link Transactions}. So join, decision, claim and settlement of one saga
 * are serial on every node, and sagas never wait for each other.
 */
public final class Ledger {

    private static final String COLUMNS =
            "id, lra_id, name, business_key, client_id, parent_id, idempotency_key, status,"
                    + " order_policy, deadline, deadline_is_default, current_step, reason, last_seq, attention, version,"
                    + " started_at, decided_at, ended_at";

    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_DETAIL = 4_000;

    private final JdbcTemplate jdbc;
    private final ParticipantTable participants;
    private final Instances instances;

    public Ledger(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.participants = new ParticipantTable(jdbc);
        this.instances = new Instances(jdbc);
    }

    /** Writes a saga that did not exist. */
    public void insert(Saga saga) {
        Saga.Identity who = saga.identity();
        Saga.State is = saga.state();
        jdbc.update(
                "INSERT INTO saga (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                who.id(),
                who.lraId(),
                is.name(),
                is.businessKey(),
                who.clientId(),
                who.parentId(),
                who.idempotencyKey(),
                is.status().name(),
                who.order().name(),
                time(is.deadline()),
                is.deadlineIsDefault(),
                is.currentStep(),
                Words.fit(is.reason(), LONGEST_REASON),
                is.lastSeq(),
                is.attention(),
                is.version(),
                time(who.startedAt()),
                time(is.decidedAt()),
                time(is.endedAt()));
    }

    /** The saga as it is committed now, without a lock; empty when there is none with this id. */
    public Optional<Saga> find(String id) {
        return one("WHERE id = ?", id);
    }

    /** The saga, locked until the end of the transaction; waits for whoever has the lock. */
    public Optional<Saga> lock(String id) {
        return one("WHERE id = ? FOR UPDATE", id);
    }

    /** The saga, locked; empty when it does not exist or somebody else has the lock: never waits. */
    public Optional<Saga> lockIfFree(String id) {
        return one("WHERE id = ? FOR UPDATE SKIP LOCKED", id);
    }

    /** The saga that was started with this idempotency key. */
    public Optional<Saga> findByIdempotencyKey(String key) {
        return one("WHERE idempotency_key = ?", key);
    }

    /** The LRA id of a saga, as it was issued; null when there is none with this id. */
    public @Nullable String lraIdOf(String id) {
        return jdbc.query("SELECT lra_id FROM saga WHERE id = ?", rs -> rs.next() ? rs.getString(1) : null, id);
    }

    /**
     * Writes what changed in a locked saga.
     *
     * @throws IllegalStateException when it was changed since it was read, which the row lock rules out
     */
    public void save(Saga saga) {
        Saga.State is = saga.state();
        int rows = jdbc.update(
                "UPDATE saga SET name = ?, business_key = ?, status = ?, deadline = ?, deadline_is_default = ?,"
                        + " current_step = ?, reason = ?, last_seq = ?, attention = ?, decided_at = ?, ended_at = ?,"
                        + " version = version + 1 WHERE id = ? AND version = ?",
                is.name(),
                is.businessKey(),
                is.status().name(),
                time(is.deadline()),
                is.deadlineIsDefault(),
                is.currentStep(),
                Words.fit(is.reason(), LONGEST_REASON),
                is.lastSeq(),
                is.attention(),
                time(is.decidedAt()),
                time(is.endedAt()),
                saga.id(),
                is.version());
        if (rows != 1) {
            throw new IllegalStateException("saga " + saga.id() + " was changed by another transaction since version "
                    + is.version() + " was read; it must be locked before it is changed");
        }
    }

    /** All participants of a saga in the order of joining. */
    public List<Participant> participants(String sagaId) {
        return participants.ofSaga(sagaId);
    }

    /** The participant of a saga whose links have this identity and that has not left; a nested saga is none. */
    public Optional<Participant> enlisted(String sagaId, String identity) {
        return participants.enlisted(sagaId, identity);
    }

    /** Writes a participant that did not exist. */
    public void insert(Participant participant) {
        participants.insert(participant);
    }

    /** Writes those that changed since they were read; their saga is locked. */
    public void saveChanged(List<Participant> all) {
        participants.saveChanged(all);
    }

    /** The parent of an ended nested saga looks at it now instead of at its next poll. */
    public void makeChildDue(String parentId, String childId, Instant now) {
        participants.makeChildDue(parentId, childId, now);
    }

    /** Those of these sagas that have ended, and nobody is being told so at this moment. */
    public List<String> endedAmong(List<String> ids) {
        return jdbc.queryForList(
                "SELECT id FROM saga s WHERE status IN ('CLOSED', 'CANCELLED', 'FAILED_TO_CLOSE', 'FAILED_TO_CANCEL')"
                        + " AND NOT EXISTS (SELECT 1 FROM participant p WHERE p.saga_id = s.id AND p.claim_token IS NOT NULL)"
                        + " AND id IN (?" + ",?".repeat(ids.size() - 1) + ")",
                String.class,
                ids.toArray());
    }

    /** Ids of sagas with a call that is due and not under way, the longest due first. */
    public List<String> sagasWithDueCalls(Instant now, int limit) {
        return sagasWithDueCalls(now, limit, List.of());
    }

    /** The same, without those that are named. */
    public List<String> sagasWithDueCalls(Instant now, int limit, List<String> except) {
        return participants.sagasDue(now, limit, except);
    }

    /** Ids of sagas that wait before they call a compensate link below {@code base} again, or have given it up. */
    public List<String> sagasWaitingFor(String base, Instant now, int limit) {
        return participants.sagasWaitingFor(base, now, limit);
    }

    /** Ids of sagas with a call claimed by a node that is none of these. */
    public List<String> sagasClaimedByOthersThan(List<String> nodes) {
        return participants.sagasClaimedByOthersThan(nodes);
    }

    /** Makes the calls of a node that ends due for everybody; returns how many there were. */
    public int releaseClaimsOf(String node, Instant now) {
        return participants.releaseClaimsOf(node, now);
    }

    /** Tokens of all calls that a node has claimed and not settled. */
    public List<String> claimsOf(String node) {
        return participants.claimsOf(node);
    }

    /** Makes one claimed call due for everybody; does nothing when it was settled meanwhile. */
    public int releaseClaim(String token, Instant now) {
        return participants.releaseClaim(token, now);
    }

    /** Releases every claim there is: right only where no other node can be alive. */
    public int releaseAllClaims(Instant now) {
        return participants.releaseAllClaims(now);
    }

    /** Ids of undecided sagas whose deadline has passed. */
    public List<String> overdue(Instant now, int limit) {
        return jdbc.queryForList(
                "SELECT id FROM saga WHERE status = 'ACTIVE' AND deadline <= ? ORDER BY deadline FETCH FIRST ? ROWS ONLY",
                String.class,
                time(now),
                limit);
    }

    /** Ids of undecided sagas whose application instance is gone, as {@link Instances#isGone} says. */
    public List<String> orphans(Instant silentSince, int limit) {
        return jdbc.queryForList(
                "SELECT s.id FROM saga s JOIN app_instance i ON i.client_id = s.client_id WHERE s.status = 'ACTIVE' AND "
                        + Instances.IS_GONE + " FETCH FIRST ? ROWS ONLY",
                String.class,
                time(silentSince),
                limit);
    }

    /** The application instance that starts a saga, if it is one that announced itself, gives a sign of life by that. */
    public void noteStartBy(String clientId, Instant now) {
        instances.startedSaga(clientId, now);
    }

    /** Ids of sagas that still owe or are owed something: on their way, or ended with an undelivered call. */
    public List<String> unsettled(int limit) {
        return jdbc.queryForList(
                "SELECT id FROM saga WHERE status IN ('CLOSING', 'CANCELLING')"
                        + " OR id IN (SELECT saga_id FROM participant WHERE call_kind IS NOT NULL AND (due_at IS NOT NULL"
                        + " OR claim_token IS NOT NULL OR parked = TRUE)) ORDER BY started_at FETCH FIRST ? ROWS ONLY",
                String.class,
                limit);
    }

    /** Nested sagas of a parent. */
    public List<String> childrenOf(String parentId) {
        return jdbc.queryForList("SELECT id FROM saga WHERE parent_id = ?", String.class, parentId);
    }

    /** Adds a line to the saga's timeline. */
    public void note(
            String sagaId, Instant at, EventKind kind, @Nullable String participantId, @Nullable String detail) {
        jdbc.update(
                "INSERT INTO saga_event (saga_id, at, kind, participant_id, detail) VALUES (?,?,?,?,?)",
                sagaId,
                time(at),
                kind.name(),
                participantId,
                Words.fit(detail, LONGEST_DETAIL));
    }

    /** It is nested, and what becomes of its parent is open; read without a lock. */
    public boolean hasUndecidedParent(Saga saga) {
        String parentId = saga.identity().parentId();
        return parentId != null
                && find(parentId).map(p -> p.status() == SagaStatus.ACTIVE).orElse(false);
    }

    /**
     * The nearest of the sagas it is nested in, at any depth, that has not ended. Read without a lock, from the inside out:
     * to be compensated, this one has to be asked first, which waits for its lock.
     */
    public Optional<Saga> openAncestor(Saga saga) {
        String parentId = saga.identity().parentId();
        Optional<Saga> ancestor = parentId == null ? Optional.empty() : find(parentId);
        return ancestor.flatMap(around -> around.status().isEnded() ? openAncestor(around) : Optional.of(around));
    }

    /**
     * Nothing that it is nested in, at any depth, can be cancelled any more: all of it is decided to close. Read without locks, from
     * the outside in, because only an open parent lets a closed saga be cancelled.
     */
    public boolean isClosedAround(Saga saga) {
        String parentId = saga.identity().parentId();
        Optional<Saga> parent = parentId == null ? Optional.empty() : find(parentId);
        return parent.isEmpty()
                || isClosedAround(parent.get())
                        && find(parent.get().id()).stream()
                                .allMatch(around -> around.status().isClosingSide());
    }

    /** Removes a saga with all that belongs to it, except what operators did. */
    public void delete(String id) {
        jdbc.update("DELETE FROM saga_event WHERE saga_id = ?", id);
        jdbc.update("DELETE FROM participant WHERE saga_id = ?", id);
        jdbc.update("DELETE FROM saga WHERE id = ?", id);
    }

    /**
     * Ids of sagas that ended before {@code limit} and owe nothing; a child goes only after its parent. What each owes is counted,
     * because PostgreSQL makes a join of the question whether there is any, and reads the participants of all sagas for it.
     */
    public List<String> endedBefore(Instant limit, int count) {
        return jdbc.queryForList(
                "SELECT id FROM saga s WHERE ended_at < ? AND attention = FALSE"
                        + " AND NOT EXISTS (SELECT 1 FROM saga p WHERE p.id = s.parent_id)"
                        + " AND 0 = (SELECT COUNT(p.call_kind) FROM participant p WHERE p.saga_id = s.id)"
                        + " ORDER BY ended_at FETCH FIRST ? ROWS ONLY",
                String.class,
                time(limit),
                count);
    }

    private Optional<Saga> one(String where, String value) {
        return jdbc.query("SELECT " + COLUMNS + " FROM saga " + where, SagaRows::read, value).stream()
                .findFirst();
    }

    /** Sagas of a condition written by the search of this package. */
    List<Saga> list(String condition, Object... values) {
        return jdbc.query("SELECT " + COLUMNS + " FROM saga " + condition, SagaRows::read, values);
    }

    static @Nullable Timestamp time(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }
}
