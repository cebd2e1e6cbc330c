package io.bactrian.coordinator.ledger;

import static io.bactrian.coordinator.ledger.Ledger.time;

import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;

/** The application instances that announced themselves, one row per process start. */
public final class Instances {

    /** As a condition on {@code app_instance i}, with the time of the silence that counts. */
    static final String IS_GONE = "i.state <> 'ALIVE' AND (i.state <> 'LOST' OR i.heartbeat_at < ?)";

    private final JdbcTemplate jdbc;

    public Instances(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Its state as committed, ALIVE, SUPERSEDED, LOST or GONE; empty text when it never announced itself. */
    public String stateOf(String clientId) {
        String state = jdbc.query(
                "SELECT state FROM app_instance WHERE client_id = ?", rs -> rs.next() ? rs.getString(1) : "", clientId);
        return state == null ? "" : state;
    }

    /** First sign of life of this process: former processes of the same instance are superseded by it. */
    public void announce(String clientId, String application, String instance, Instant now) {
        jdbc.update(
                "UPDATE app_instance SET state = 'SUPERSEDED' WHERE application = ? AND instance = ? AND client_id <> ?",
                application,
                instance,
                clientId);
        jdbc.update(
                "INSERT INTO app_instance (client_id, application, instance, state, announced_at, heartbeat_at)"
                        + " VALUES (?,?,?,'ALIVE',?,?)",
                clientId,
                application,
                instance,
                time(now),
                time(now));
    }

    /** Another sign of life; one that was thought lost is alive again. */
    public void beat(String clientId, Instant now) {
        jdbc.update(
                "UPDATE app_instance SET heartbeat_at = ?, state = 'ALIVE' WHERE client_id = ? AND state <> 'SUPERSEDED'",
                time(now),
                clientId);
    }

    /**
     * It started a saga, so it lives; written once a second at most, because all starts of an instance would else wait for
     * each other here. One that was thought lost is called for what it is owed when it announces itself, so it stays lost until
     * then; one that said goodbye or was superseded is gone all the same.
     */
    void startedSaga(String clientId, Instant now) {
        jdbc.update(
                "UPDATE app_instance SET heartbeat_at = ? WHERE client_id = ? AND state IN ('ALIVE', 'LOST')"
                        + " AND heartbeat_at < ?",
                time(now),
                clientId,
                time(now.minusSeconds(1)));
    }

    /** Its undecided sagas have nobody: it was superseded, said goodbye, or is lost and has been silent since {@code limit}. */
    public boolean isGone(String clientId, Instant limit) {
        Integer gone = jdbc.queryForObject(
                "SELECT COUNT(*) FROM app_instance i WHERE i.client_id = ? AND " + IS_GONE,
                Integer.class,
                clientId,
                time(limit));
        return gone != null && gone > 0;
    }

    /** Orderly goodbye. */
    public void leave(String clientId) {
        jdbc.update("UPDATE app_instance SET state = 'GONE' WHERE client_id = ? AND state = 'ALIVE'", clientId);
    }

    /** Those alive but silent since before {@code limit} are lost; returns how many. */
    public int markLost(Instant limit) {
        return jdbc.update(
                "UPDATE app_instance SET state = 'LOST' WHERE state = 'ALIVE' AND heartbeat_at < ?", time(limit));
    }

    /** Forgets processes that were gone before {@code limit} and have no undecided saga. */
    public int purge(Instant limit) {
        return jdbc.update(
                "DELETE FROM app_instance WHERE state <> 'ALIVE' AND heartbeat_at < ? AND NOT EXISTS"
                        + " (SELECT 1 FROM saga s WHERE s.client_id = app_instance.client_id AND s.status = 'ACTIVE')",
                time(limit));
    }
}
