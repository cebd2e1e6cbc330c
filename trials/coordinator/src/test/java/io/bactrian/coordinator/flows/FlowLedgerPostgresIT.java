package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.running.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;

class FlowLedgerPostgresIT extends FlowLedgerContract {

    private static EmbeddedPostgres postgres;
    private static DataSource dataSource;

    @BeforeAll
    static void start() throws IOException {
        postgres = Postgres.start();
        dataSource = DataSourceBuilder.create()
                .url(postgres.getJdbcUrl("postgres", "postgres"))
                .username("postgres")
                .build();
        Migrations.migrate(dataSource);
    }

    @AfterAll
    static void stop() throws Exception {
        ((AutoCloseable) dataSource).close();
        postgres.close();
    }

    @Override
    DataSource emptyLedger() {
        new JdbcTemplate(dataSource).execute("TRUNCATE flow, flow_event, flow_note, operator_action");
        return dataSource;
    }
}
