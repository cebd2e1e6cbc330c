package io.bactrian.starter.barrier;

import io.bactrian.starter.saga.BactrianProcess;
import io.bactrian.starter.saga.TestApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** On PostgreSQL, with the sagas of our coordinator. */
class OncePostgresIT extends OnceContract {

    private final EmbeddedPostgres postgres = postgres();
    private final BactrianProcess coordinator = new BactrianProcess();

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(TestApplication.freePort())
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> database() {
        return List.of(postgres.getJdbcUrl("postgres", "postgres"), "postgres");
    }

    @Override
    String coordinatorUrl() {
        return coordinator.url();
    }

    @Override
    void stopCoordinator() {
        coordinator.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String ownSession() {
        return "select pg_backend_pid()";
    }

    @Override
    String killSession() {
        return "select pg_terminate_backend(?)";
    }
}
