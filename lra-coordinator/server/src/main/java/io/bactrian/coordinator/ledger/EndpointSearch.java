package io.bactrian.coordinator.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which callback endpoints of an application its live sagas need; reads only, takes no locks. */
public final class EndpointSearch {

    private final JdbcTemplate jdbc;

    public EndpointSearch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What an endpoint is needed for, with the participants' statuses that say so and the column that names it. */
    public enum Kind {
        COMPENSATION("compensation", "'ACTIVE','COMPENSATING'"),
        COMPLETION("completion", "'ACTIVE','COMPLETING'");

        private final String column;
        private final String live;

        Kind(String column, String live) {
            this.column = column;
            this.live = live;
        }

        /** The word on the wire. */
        public String wire() {
            return column;
        }
    }

    /**
     * One needed endpoint.
     *
     * @param uri the application's own name for it
     * @param sagas how many live sagas need it
     * @param examples some of them, the oldest first
     */
    public record Needed(Kind kind, String uri, long sagas, List<Example> examples) {}

    /** A saga, for people to look up; {@code businessKey} is null when it has none. */
    public record Example(String lraId, @Nullable String businessKey) {}

    /**
     * What live sagas need: those that are undecided, and those whose decision is not carried out yet, parked calls
     * included. A closed saga counts while the saga it is nested in may still cancel it (one level up is looked at).
     *
     * @param limit of endpoints of each kind, the most needed first
     * @param examples of sagas for each
     */
    public List<Needed> neededBy(String application, int limit, int examples) {
        List<Needed> needed = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            needed.addAll(neededBy(application, kind, limit, examples));
        }
        needed.sort(Comparator.comparingLong(Needed::sagas).reversed());
        return needed;
    }

    private List<Needed> neededBy(String application, Kind kind, int limit, int examples) {
        String live = live(kind);
        List<Needed> counted = jdbc.query(
                "SELECT uri, COUNT(DISTINCT saga_id) AS sagas FROM (" + live
                        + ") live GROUP BY uri ORDER BY sagas DESC, uri FETCH FIRST ? ROWS ONLY",
                (row, number) -> new Needed(kind, row.getString(1), row.getLong(2), List.of()),
                values(kind, application, limit));
        return counted.stream()
                .map(one -> new Needed(
                        kind, one.uri(), one.sagas(), examples(live, kind, application, one.uri(), examples)))
                .toList();
    }

    private List<Example> examples(String live, Kind kind, String application, String uri, int limit) {
        return jdbc.query(
                "SELECT lra_id, business_key FROM saga WHERE id IN (SELECT saga_id FROM (" + live
                        + ") live WHERE uri = ?) ORDER BY started_at, id FETCH FIRST ? ROWS ONLY",
                (row, number) -> new Example(row.getString(1), row.getString(2)),
                values(kind, application, uri, limit));
    }

    /** The statement's parts are constants of this class. */
    private static String live(Kind kind) {
        String needs = "SELECT p." + kind.column + " AS uri, p.saga_id AS saga_id FROM participant p";
        String owed = needs + " WHERE p.application = ? AND p.status IN (" + kind.live + ") AND p." + kind.column
                + " IS NOT NULL";
        if (kind != Kind.COMPENSATION) {
            return owed;
        }
        return owed + " UNION ALL " + needs
                + " JOIN saga s ON s.id = p.saga_id JOIN saga parent ON parent.id = s.parent_id"
                + " WHERE p.application = ? AND p.status = 'COMPLETED' AND s.status IN ('CLOSED', 'FAILED_TO_CLOSE')"
                + " AND parent.status = 'ACTIVE' AND p." + kind.column + " IS NOT NULL";
    }

    private static Object[] values(Kind kind, String application, Object... more) {
        List<Object> values = new ArrayList<>();
        values.add(application);
        if (kind == Kind.COMPENSATION) {
            values.add(application);
        }
        values.addAll(List.of(more));
        return values.toArray();
    }
}
