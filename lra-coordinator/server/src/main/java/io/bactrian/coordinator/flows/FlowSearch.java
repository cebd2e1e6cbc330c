package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.ledger.Dialect;
import io.bactrian.coordinator.ledger.SagaSearch.End;
import io.bactrian.coordinator.ledger.SagaSearch.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finding and counting flows for people and lists; reads only, takes no locks. */
public final class FlowSearch {

    private static final Position END_OF_TIME = new Position(Instant.parse("9999-12-31T00:00:00Z"), "");

    private final JdbcTemplate jdbc;
    private final FlowLedger ledger;

    public FlowSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.ledger = new FlowLedger(jdbc);
    }

    /**
     * What flows are looked for; what is null or empty does not matter.
     *
     * @param correlationId exactly this one
     * @param keyPrefix correlation ids that begin so
     * @param name exactly this one
     */
    public record Filter(
            List<FlowState> states,
            @Nullable String correlationId,
            @Nullable String keyPrefix,
            @Nullable String name) {}

    /** A flow's place in lists, which it shares with sagas. */
    public static Position positionOf(Flow flow) {
        return new Position(flow.startedAt(), flow.id());
    }

    /**
     * A flow's place in exports, which it has like sagas.
     *
     * @throws NullPointerException when it has not ended
     */
    public static End endOf(Flow flow) {
        return new End(Objects.requireNonNull(flow.endedAt(), flow.id()), flow.id());
    }

    /** The newest that match and come after {@code after} in the list; null begins the list. */
    public List<Flow> newest(Filter filter, @Nullable Position after, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Dialect dialect = Dialect.of(jdbc);
        if (!filter.states().isEmpty()) {
            conditions.add(dialect.anyOf(
                    "state",
                    filter.states().stream().map(FlowState::name).toList(),
                    filter.states().stream().anyMatch(FlowState::isEnded)));
        }
        if (filter.correlationId() != null) {
            conditions.add("correlation_id = ?");
            values.add(filter.correlationId());
        }
        if (filter.keyPrefix() != null) {
            Dialect.Condition begins = dialect.beginsWith("correlation_id", filter.keyPrefix());
            conditions.add(begins.sql());
            values.addAll(begins.values());
        }
        if (filter.name() != null) {
            conditions.add("name = ?");
            values.add(filter.name());
        }
        // as for sagas: without a bound on the start, H2 reads all that match and sorts them
        Position from = after == null ? END_OF_TIME : after;
        conditions.add("started_at <= ? AND (started_at < ? OR id < ?)");
        values.addAll(List.of(from.startedAt(), from.startedAt(), from.id()));
        values.add(limit);
        return list(
                "WHERE " + String.join(" AND ", conditions) + " ORDER BY "
                        + (filter.name() == null ? "" : "name DESC, ")
                        + "started_at DESC, id DESC FETCH FIRST ? ROWS ONLY",
                values);
    }

    /** The first that ended, before {@code limit} and behind {@code after}. For exports. */
    public List<Flow> endedBefore(Instant limit, End after, int count) {
        return list(
                "WHERE ended_at < ? AND ended_at >= ? AND (ended_at > ? OR id > ?)"
                        + " ORDER BY ended_at, id FETCH FIRST ? ROWS ONLY",
                List.of(limit, after.at(), after.at(), after.id(), count));
    }

    private List<Flow> list(String condition, List<Object> values) {
        return ledger.list(
                condition,
                values.stream()
                        .map(value -> value instanceof Instant instant ? FlowLedger.timestamp(instant) : value)
                        .toArray());
    }

    /**
     * How many flows are on their way, by name and state; of what there is none is missing, ended ones always.
     *
     * @throws org.springframework.dao.DataAccessException when the ledger is out of reach
     */
    public Map<String, Map<FlowState, Long>> open() {
        Map<String, Map<FlowState, Long>> open = new TreeMap<>();
        jdbc.query(
                "SELECT name, state, COUNT(*) AS many FROM flow WHERE state IN ('RUNNING', 'STALLED')"
                        + " GROUP BY name, state",
                row -> {
                    open.computeIfAbsent(row.getString("name"), name -> new EnumMap<>(FlowState.class))
                            .put(FlowState.valueOf(row.getString("state")), row.getLong("many"));
                });
        return open;
    }
}
