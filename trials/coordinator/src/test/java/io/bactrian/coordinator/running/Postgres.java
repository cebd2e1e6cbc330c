package io.bactrian.coordinator.running;

import io.bactrian.broker.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** A PostgreSQL server that has time to start, at a port that no outgoing connection gets before it does. */
public final class Postgres {

    private Postgres() {}

    public static EmbeddedPostgres start() throws IOException {
        return prepare(FreePort.find()).start();
    }

    /** To be told more before it is started. */
    public static EmbeddedPostgres.Builder prepare(int port) {
        return EmbeddedPostgres.builder().setPort(port).setPGStartupWait(Duration.ofMinutes(2));
    }
}
