package io.bactrian.coordinator.delivery;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

/** The race in a file of H2, where many share a transaction. */
class RaceInFileTest extends RaceContract {

    @TempDir
    private Path folder;

    @Override
    DataSource newLedger() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0");
        config.setUsername("sa");
        config.setPassword("");
        config.setMaximumPoolSize(24);
        return new HikariDataSource(config);
    }
}
