package io.bactrian.participants.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A new, empty database. */
public record TestDatabase(String url, String user) {

    public static TestDatabase h2() {
        return new TestDatabase(
                "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000".formatted(UUID.randomUUID()), "sa");
    }

    /** A database on the PostgreSQL server that all tests of this JVM share; it is stopped with the JVM. */
    public static TestDatabase postgres() {
        return onServer(Shared.SERVER);
    }

    public static TestDatabase onServer(EmbeddedPostgres server) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        JdbcClient.create(server.getPostgresDatabase())
                .sql("create database " + name)
                .update();
        return new TestDatabase(server.getJdbcUrl("postgres", name), "postgres");
    }

    /** A PostgreSQL server of one's own. */
    static EmbeddedPostgres startServer() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(Service.freePort())
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
    }

    public DataSource dataSource() {
        return new DriverManagerDataSource(url, user, "");
    }

    Map<String, Object> properties() {
        return Map.of(
                "spring.datasource.url", url, "spring.datasource.username", user, "spring.datasource.password", "");
    }

    private static final class Shared {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return startServer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
