package io.bactrian.coordinator.ledger;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** Brings the ledger's tables up to date; has a path and a history table of its own, beside an application's. */
public final class Migrations {

    private Migrations() {}

    /** Runs what has not run yet; nodes that start together wait for each other. */
    public static void migrate(DataSource dataSource) {
        Dialect dialect = Dialect.of(new JdbcTemplate(dataSource));
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/bactrian/coordinator/migrations")
                .table("bactrian_coordinator_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(Map.of(
                        "by_characters",
                        dialect.byCharacters(),
                        "numbers_ahead",
                        Integer.toString(dialect.numbersAhead())))
                .load()
                .migrate();
    }
}
