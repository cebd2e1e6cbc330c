package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finding sagas for people and lists; reads only, takes no locks. */
public final class SagaSearch {

    /** Ids of those that need a person, found by indexes on few rows; looking for the mark alone reads all sagas. */
    static final String ATTENTION = "SELECT id FROM saga WHERE attention = TRUE"
            + " AND status IN ('CLOSING', 'CANCELLING', 'FAILED_TO_CLOSE', 'FAILED_TO_CANCEL')"
            + " UNION SELECT saga_id FROM participant WHERE parked = TRUE";

    private static final Position END_OF_TIME = new Position(Instant.parse("9999-12-31T00:00:00Z"), "");

    private final JdbcTemplate jdbc;
    private final Ledger ledger;

    public SagaSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.ledger = new Ledger(jdbc);
    }

    /**
     * What sagas are looked for; what is null, empty or false does not matter.
     *
     * @param businessKey exactly this one
     * @param keyPrefix business keys that begin so
     * @param name exactly this one
     * @param attentionOnly those that need a person
     */
    public record Filter(
            List<SagaStatus> statuses,
            @Nullable String businessKey,
            @Nullable String keyPrefix,
            @Nullable String name,
            boolean attentionOnly) {}

    /** A saga's place in lists, which are ordered by the start and then by the id. */
    public record Position(Instant startedAt, String id) {

        public static Position of(Saga saga) {
            return new Position(saga.identity().startedAt(), saga.id());
        }
    }

    /** The place of a saga or flow in exports, which are ordered by the end and then by the id. */
    public record End(Instant at, String id) {

        /** Before all others. */
        public static final End FIRST = new End(Instant.EPOCH, "");

        /**
         * The place of a saga.
         *
         * @throws NullPointerException when it has not ended
         */
        public static End of(Saga saga) {
            return new End(Objects.requireNonNull(saga.endedAt(), saga.id()), saga.id());
        }
    }

    /** The newest sagas in any of these statuses, or in all when none is named; at most {@code limit}. */
    public List<Saga> byStatus(List<SagaStatus> statuses, int limit) {
        return newest(new Filter(statuses, null, null, null, false), null, limit);
    }

    /** The newest that match and come after {@code after} in the list; null begins the list. */
    public List<Saga> newest(Filter filter, @Nullable Position after, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Dialect dialect = Dialect.of(jdbc);
        if (!filter.statuses().isEmpty()) {
            conditions.add(dialect.anyOf(
                    "status",
                    filter.statuses().stream().map(SagaStatus::name).toList(),
                    filter.statuses().contains(SagaStatus.CLOSED)
                            || filter.statuses().contains(SagaStatus.CANCELLED)));
        }
        if (filter.businessKey() != null) {
            conditions.add("business_key = ?");
            values.add(filter.businessKey());
        }
        if (filter.keyPrefix() != null) {
            Dialect.Condition begins = dialect.beginsWith("business_key", filter.keyPrefix());
            conditions.add(begins.sql());
            values.addAll(begins.values());
        }
        if (filter.name() != null) {
            conditions.add("name = ?");
            values.add(filter.name());
        }
        if (filter.attentionOnly()) {
            conditions.add("id IN (" + ATTENTION + ")");
        }
        // without a bound on the start, H2 reads all that match and sorts them
        Position from = after == null ? END_OF_TIME : after;
        conditions.add("started_at <= ? AND (started_at < ? OR id < ?)");
        values.addAll(List.of(time(from.startedAt()), time(from.startedAt()), from.id()));
        values.add(limit);
        return ledger.list(
                // there is one name only, but H2 finds an index for the order by it
                "WHERE " + String.join(" AND ", conditions) + " ORDER BY "
                        + (filter.name() == null ? "" : "name DESC, ")
                        + "started_at DESC, id DESC FETCH FIRST ? ROWS ONLY",
                values.toArray());
    }

    /** The first that ended, before {@code limit} and behind {@code after}. For exports. */
    public List<Saga> endedBefore(Instant limit, End after, int count) {
        return ledger.list(
                "WHERE ended_at < ? AND ended_at >= ? AND (ended_at > ? OR id > ?)"
                        + " ORDER BY ended_at, id FETCH FIRST ? ROWS ONLY",
                time(limit),
                time(after.at()),
                time(after.at()),
                after.id(),
                count);
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }
}
