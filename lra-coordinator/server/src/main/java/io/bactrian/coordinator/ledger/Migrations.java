package io.bactrian.coordinator.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Brings the ledger's tables up to date; has a path and a history table of its own, beside an application's. */
public final class Migrations {

    static final String PATH = "io/bactrian/coordinator/migrations";

    private Migrations() {}

    /** Runs what has not run yet; nodes that start together wait for each other. */
    public static void migrate(DataSource dataSource) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        if (isInMemory(jdbc)) {
            LedgerInMemory.make(jdbc);
        } else {
            upgrade(dataSource, jdbc);
        }
    }

    /** Of a ledger that earlier versions of the coordinator may have made. */
    static void upgrade(DataSource dataSource, JdbcTemplate jdbc) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:" + PATH)
                .table("bactrian_coordinator_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(Dialect.of(jdbc).placeholders())
                .load()
                .migrate();
    }

    private static boolean isInMemory(JdbcTemplate jdbc) {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>)
                connection -> FileOfH2.isInMemory(connection.getMetaData().getURL())));
    }
}
