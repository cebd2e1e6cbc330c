package io.bactrian.coordinator.delivery;

import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.DataSourceBuilder;

/** The race on H2, two nodes in one JVM. */
class RaceTest extends RaceContract {

    @Override
    DataSource newLedger() {
        return DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build();
    }
}
