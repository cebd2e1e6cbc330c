package io.bactrian.participants.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever a service is asked while its database is away, it answers that this may pass. */
public abstract class DatabaseAwayContract {

    /** The service on a database, with these properties on top of its own. */
    protected abstract Service start(TestDatabase database, Map<String, Object> properties);

    /** Every call that needs the database. */
    protected abstract Map<String, Supplier<Reply>> calls(Service service);

    @Test
    void answers503ToEverythingAndIsNotHealthy() throws IOException {
        var server = EmbeddedPostgres.start();
        // the shortest that the pool allows: each call below waits this long
        try (var service =
                start(TestDatabase.onServer(server), Map.of("spring.datasource.hikari.connection-timeout", 250))) {
            assertThat(service.get("/journal").status()).isEqualTo(200);
            server.close();

            Map<String, String> answers = new HashMap<>();
            calls(service).forEach((name, call) -> answers.put(name, call.get().toString()));
            assertThat(answers.values())
                    .as("%s", answers)
                    .isNotEmpty()
                    .containsOnly("503 {\"error\":\"database unavailable\","
                            + "\"detail\":\"nothing was changed, or it will be found done: call again\"}");
            assertThat(service.get("/actuator/health").status()).isEqualTo(503);
        } finally {
            server.close();
        }
    }
}
