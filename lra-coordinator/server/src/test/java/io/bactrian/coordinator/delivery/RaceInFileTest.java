package io.bactrian.coordinator.delivery;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.DataSourceBuilder;

/** The race in a file of H2, where many share a transaction. */
class RaceInFileTest extends RaceContract {

    @TempDir
    private Path folder;

    @Override
    DataSource newLedger() {
        return DataSourceBuilder.create()
                .url("jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0")
                .username("sa")
                .build();
    }
}
