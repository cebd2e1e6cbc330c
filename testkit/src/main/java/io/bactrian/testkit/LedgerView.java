package io.bactrian.testkit;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What tests ask the ledger; reads only, except to forget. */
final class LedgerView {

    private final JdbcTemplate jdbc;

    LedgerView(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A saga.
     *
     * @param status as stored, for example {@code FAILED_TO_CANCEL}
     */
    record Line(String id, @Nullable String name, @Nullable String key, String status, boolean attention) {

        boolean isCalled(String nameOrKey) {
            return nameOrKey.equals(name) || nameOrKey.equals(key);
        }

        boolean isEnded() {
            return !Set.of("ACTIVE", "CLOSING", "CANCELLING").contains(status);
        }

        boolean isCancellingSide() {
            return Set.of("CANCELLING", "CANCELLED", "FAILED_TO_CANCEL").contains(status);
        }

        /** For people: {@code order-fulfilment 4711}. */
        @Override
        public String toString() {
            String called = Stream.of(name, key).filter(word -> word != null).collect(Collectors.joining(" "));
            return called.isEmpty() ? id : called;
        }
    }

    /**
     * A participant.
     *
     * @param name of the step; {@code participant 3} when it has none
     * @param status as stored, for example {@code FAILED_TO_COMPENSATE}
     * @param owed it is owed a call, parked or not
     * @param due it is called now, or will be at some time; not while it waits behind another
     * @param results JSON; null for none
     */
    record Step(
            String sagaId,
            int seq,
            String name,
            String status,
            boolean parked,
            boolean owed,
            boolean due,
            @Nullable String results) {}

    /** The end of the ledger: whatever starts from now on comes after it. */
    long mark() {
        Long last = jdbc.queryForObject("SELECT COALESCE(MAX(id), 0) FROM saga_event", Long.class);
        return last == null ? 0 : last;
    }

    /** The sagas that started after a mark, in the order of their start. */
    List<Line> sagasSince(long mark) {
        return jdbc.query(
                "SELECT s.id, s.name, s.business_key, s.status, s.attention FROM saga s JOIN saga_event e"
                        + " ON e.saga_id = s.id WHERE e.kind = 'STARTED' AND e.id > ? ORDER BY e.id",
                (row, number) -> new Line(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("business_key"),
                        row.getString("status"),
                        row.getBoolean("attention")),
                mark);
    }

    /** The participants of sagas, in the order of joining. */
    List<Step> steps(Collection<Line> sagas) {
        return sagas.stream()
                .flatMap(saga -> jdbc
                        .query(
                                "SELECT saga_id, seq, step, status, parked, call_kind, due_at, claim_token, results FROM participant"
                                        + " WHERE saga_id = ? ORDER BY seq",
                                (row, number) -> new Step(
                                        row.getString("saga_id"),
                                        row.getInt("seq"),
                                        named(row.getString("step"), row.getInt("seq")),
                                        row.getString("status"),
                                        row.getBoolean("parked"),
                                        row.getString("call_kind") != null,
                                        row.getTimestamp("due_at") != null || row.getString("claim_token") != null,
                                        row.getString("results")),
                                saga.id())
                        .stream())
                .toList();
    }

    private static String named(@Nullable String step, int seq) {
        return step == null ? "participant " + seq : step;
    }

    /** The steps of sagas that said they are compensated, in the order in which that was recorded. */
    List<String> compensated(Collection<Line> sagas) {
        Set<String> ids = sagas.stream().map(Line::id).collect(Collectors.toSet());
        return jdbc
                .query(
                        "SELECT p.saga_id, p.seq, p.step FROM saga_event e JOIN participant p"
                                + " ON p.saga_id = e.saga_id AND p.id = e.participant_id"
                                + " WHERE e.kind = 'COMPENSATED' ORDER BY e.id",
                        (row, number) -> ids.contains(row.getString("saga_id"))
                                ? named(row.getString("step"), row.getInt("seq"))
                                : "")
                .stream()
                .filter(step -> !step.isEmpty())
                .toList();
    }

    /** The first moment after {@code now} at which something happens by itself in these sagas. */
    Optional<Instant> nextDue(Collection<Line> sagas, Instant now) {
        return sagas.stream()
                .flatMap(saga -> jdbc
                        .query(
                                "SELECT deadline AS due FROM saga WHERE id = ? AND status = 'ACTIVE'"
                                        + " UNION ALL SELECT due_at FROM participant"
                                        + " WHERE saga_id = ? AND due_at IS NOT NULL AND claim_token IS NULL",
                                (row, number) -> row.getTimestamp("due").toInstant(),
                                saga.id(),
                                saga.id())
                        .stream())
                .filter(due -> due.isAfter(now))
                .min(Instant::compareTo);
    }

    /** A decided saga waits for the clock: a call is due later and none is claimed. */
    boolean waitsForTheClock(Collection<Line> sagas) {
        List<Line> ending =
                sagas.stream().filter(saga -> saga.status().endsWith("ING")).toList();
        return ending.stream().anyMatch(saga -> count(saga, "due_at IS NOT NULL") > 0)
                && ending.stream().allMatch(saga -> count(saga, "claim_token IS NOT NULL") == 0);
    }

    private int count(Line saga, String condition) {
        Integer count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM participant WHERE saga_id = ? AND " + condition, Integer.class, saga.id());
        return count == null ? 0 : count;
    }

    /** What happened in these sagas, for people. */
    String timelines(Collection<Line> sagas) {
        return sagas.isEmpty()
                ? "no saga was started"
                : sagas.stream().map(saga -> Timelines.of(jdbc, saga.id())).collect(Collectors.joining("\n"));
    }

    /** Removes what would go on: a saga that has not ended, or still owes somebody a call. */
    void forgetUnsettled(Collection<Line> sagas) {
        for (Line saga : sagas) {
            if (!saga.isEnded() || steps(List.of(saga)).stream().anyMatch(Step::owed)) {
                jdbc.update("DELETE FROM saga_event WHERE saga_id = ?", saga.id());
                jdbc.update("DELETE FROM participant WHERE saga_id = ?", saga.id());
                jdbc.update("DELETE FROM saga WHERE id = ?", saga.id());
            }
        }
    }
}
