package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.saga.SagaStatus;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** How many there are of what people watch. Ended well is not counted: that would read the whole table. */
public final class Figures {

    private final JdbcTemplate jdbc;

    public Figures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The figures of one moment, in the whole ledger.
     *
     * @param sagas how many are in each status; a status of which there is none is missing, Closed and Cancelled always
     * @param attention sagas that need a person
     * @param parked participants whose attempts are spent
     * @param oldestOpen start of the oldest saga that has not ended; null when there is none
     * @param oldestEnding when the saga was decided that has been ending for longest; null when there is none
     */
    public record Snapshot(
            Map<SagaStatus, Long> sagas,
            long attention,
            long parked,
            @Nullable Instant oldestOpen,
            @Nullable Instant oldestEnding) {}

    /**
     * Counts, by indexes only.
     *
     * @throws org.springframework.dao.DataAccessException when the ledger is out of reach
     */
    public Snapshot take() {
        Map<SagaStatus, Long> sagas = new EnumMap<>(SagaStatus.class);
        jdbc.query(
                "SELECT status, COUNT(*) AS many FROM saga WHERE status IN"
                        + " ('ACTIVE', 'CLOSING', 'CANCELLING', 'FAILED_TO_CLOSE', 'FAILED_TO_CANCEL') GROUP BY status",
                row -> {
                    sagas.put(SagaStatus.valueOf(row.getString("status")), row.getLong("many"));
                });
        return new Snapshot(
                sagas,
                count("SELECT COUNT(*) FROM (" + SagaSearch.ATTENTION + ") wanted"),
                count("SELECT COUNT(*) FROM participant WHERE parked = TRUE"),
                time("SELECT MIN(started_at) FROM saga WHERE status IN ('ACTIVE', 'CLOSING', 'CANCELLING')"),
                time("SELECT MIN(decided_at) FROM saga WHERE status IN ('CLOSING', 'CANCELLING')"));
    }

    private @Nullable Instant time(String sql) {
        Timestamp found = jdbc.queryForObject(sql, Timestamp.class);
        return found == null ? null : found.toInstant();
    }

    private long count(String sql) {
        Long many = jdbc.queryForObject(sql, Long.class);
        return many == null ? 0 : many;
    }
}
