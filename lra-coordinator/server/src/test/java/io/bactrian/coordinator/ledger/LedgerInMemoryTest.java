package io.bactrian.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class LedgerInMemoryTest {

    private static final String HISTORY = "bactrian_coordinator_history";

    private final JdbcTemplate made = memory();

    @Test
    void isTheSameAsTheOneThatWasUpgraded() {
        JdbcTemplate upgraded = memory();
        Migrations.upgrade(upgraded.getDataSource(), upgraded);
        upgraded.execute("DROP TABLE \"" + HISTORY + "\"");

        Migrations.migrate(made.getDataSource());

        assertThat(schema(made)).hasSizeGreaterThan(20).isEqualTo(schema(upgraded));
    }

    @Test
    void hasNoHistory() {
        Migrations.migrate(made.getDataSource());

        assertThat(schema(made)).noneMatch(line -> line.contains(HISTORY));
    }

    @Test
    void keepsWhatItHolds() {
        Migrations.migrate(made.getDataSource());
        made.update("INSERT INTO operator_action (at, operator, action, saga_id)"
                + " VALUES (CURRENT_TIMESTAMP, 'ann', 'cancel', 'saga-1')");

        Migrations.migrate(made.getDataSource());

        assertThat(made.queryForObject("SELECT COUNT(*) FROM operator_action", Integer.class))
                .isOne();
    }

    private static JdbcTemplate memory() {
        return new JdbcTemplate(new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
    }

    private static List<String> schema(JdbcTemplate jdbc) {
        return jdbc.queryForList("SCRIPT NODATA NOPASSWORDS NOSETTINGS", String.class);
    }
}
