package io.bactrian.participants.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
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
        var server = TestDatabase.startServer();
        var threads = Executors.newCachedThreadPool();
        // long enough for a start under load
        try (var service =
                start(TestDatabase.onServer(server), Map.of("spring.datasource.hikari.connection-timeout", 5000))) {
            assertThat(service.get("/journal").status()).isEqualTo(200);
            server.close();
            service.bean(HikariDataSource.class).setConnectionTimeout(250); // each call below waits for it

            var health = CompletableFuture.supplyAsync(() -> service.get("/actuator/health"), threads);
            Map<String, CompletableFuture<Reply>> made = new HashMap<>();
            calls(service).forEach((name, call) -> made.put(name, CompletableFuture.supplyAsync(call, threads)));
            Map<String, String> answers = new HashMap<>();
            made.forEach((name, call) -> answers.put(name, call.join().toString()));
            assertThat(answers.values())
                    .as("%s", answers)
                    .isNotEmpty()
                    .containsOnly("503 {\"error\":\"database unavailable\","
                            + "\"detail\":\"nothing was changed, or it will be found done: call again\"}");
            assertThat(health.join().status()).isEqualTo(503);
        } finally {
            threads.shutdownNow();
            server.close();
        }
    }
}
