package io.bactrian.coordinator.ledger;

import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class WordsTest extends WordsContract {

    @Override
    DataSource emptyLedger() {
        DataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Migrations.migrate(dataSource);
        return dataSource;
    }
}
