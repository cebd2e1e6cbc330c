package io.bactrian.testkit.crash;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a run left behind, for a check of one's own.
 *
 * @param id of the run, see {@link CrashRun#id()}
 * @param statuses the LRA status of every saga that was started: none, or one, unless the test starts several
 * @param journal what the services did
 */
public record CrashOutcome(String id, List<String> statuses, List<Deed> journal, Map<String, JdbcTemplate> databases) {

    public CrashOutcome {
        statuses = List.copyOf(statuses);
        journal = List.copyOf(journal);
        databases = Map.copyOf(databases);
    }

    /** Whether a saga closed; otherwise everything is undone. */
    public boolean closed() {
        return statuses.contains("Closed");
    }

    /** The database of an application. */
    public JdbcTemplate database(String application) {
        JdbcTemplate database = databases.get(application);
        if (database == null) {
            throw new IllegalArgumentException(
                    "the plan has no application '" + application + "', it has " + databases.keySet());
        }
        return database;
    }
}
