package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.running.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.core.JdbcTemplate;

class WordsPostgresIT extends WordsContract {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Override
    DataSource emptyLedger() {
        DataSource dataSource = postgres.getPostgresDatabase();
        Migrations.migrate(dataSource);
        new JdbcTemplate(dataSource)
                .execute("TRUNCATE saga, participant, saga_event, operator_action, node, app_instance");
        return dataSource;
    }
}
