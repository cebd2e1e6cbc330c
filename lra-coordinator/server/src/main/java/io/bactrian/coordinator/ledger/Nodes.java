package io.bactrian.coordinator.ledger;

import static io.bactrian.coordinator.ledger.Ledger.time;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The coordinator nodes on this ledger: one row per process start, with its heartbeat. */
public final class Nodes {

    private final JdbcTemplate jdbc;

    public Nodes(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** This process is alive; a row that was removed meanwhile, because it seemed dead, comes back. */
    public void beat(String incarnation, Instant startedAt, Instant now) {
        int rows = jdbc.update("UPDATE node SET heartbeat_at = ? WHERE incarnation = ?", time(now), incarnation);
        if (rows == 0) {
            jdbc.update(
                    "INSERT INTO node (incarnation, started_at, heartbeat_at) VALUES (?,?,?)",
                    incarnation,
                    time(startedAt),
                    time(now));
        }
    }

    /** Nodes whose last heartbeat is before {@code limit}. */
    public List<String> silentSince(Instant limit) {
        return jdbc.queryForList("SELECT incarnation FROM node WHERE heartbeat_at < ?", String.class, time(limit));
    }

    /** Nodes whose last heartbeat is at {@code limit} or after it. */
    public List<String> aliveSince(Instant limit) {
        return jdbc.queryForList("SELECT incarnation FROM node WHERE heartbeat_at >= ?", String.class, time(limit));
    }

    /** It is gone, and its claims were released. */
    public void remove(String incarnation) {
        jdbc.update("DELETE FROM node WHERE incarnation = ?", incarnation);
    }

    /** Only for a ledger that no other process can have open. */
    public void removeAll() {
        jdbc.update("DELETE FROM node");
    }
}
