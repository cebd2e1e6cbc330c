package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.running.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sorts by the words of a language, as most servers do: there, keys that begin alike need not stand together. */
class SagaSearchPostgresIT extends SagaSearchContract {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start();
        new JdbcTemplate(postgres.getPostgresDatabase())
                .execute("CREATE DATABASE words TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Override
    DataSource emptyLedger() {
        DataSource dataSource = postgres.getDatabase("postgres", "words");
        Migrations.migrate(dataSource);
        new JdbcTemplate(dataSource)
                .execute("TRUNCATE saga, participant, saga_event, operator_action, node, app_instance");
        return dataSource;
    }
}
