package io.bactrian.participants.events;

import io.bactrian.broker.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.springframework.jdbc.core.simple.JdbcClient;

class EventsPostgresIT extends EventsContract {

    private final EmbeddedPostgres postgres = start();

    private final Set<String> created = new HashSet<>();

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(FreePort.find())
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Map<String, String> database(String name) {
        if (created.add(name)) {
            JdbcClient.create(postgres.getPostgresDatabase())
                    .sql("create database " + name)
                    .update();
        }
        return Map.of(
                "spring.datasource.url",
                postgres.getJdbcUrl("postgres", name),
                "spring.datasource.username",
                "postgres");
    }

    /** The application first: without its database it would wait for a connection before it ends. */
    @AfterAll
    @Override
    void close() {
        super.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
