package io.bactrian.testkit.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.ScriptedServices;
import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** An application that does its best to have an effect after its death. */
class DeadApplicationTest {

    @ParameterizedTest
    @EnumSource
    void hasNoEffectAnyMore(Phase phase) {
        AtomicReference<ScriptedServices> services = new AtomicReference<>();
        AtomicReference<JdbcTemplate> database = new AtomicReference<>();
        CrashPlan plan = CrashPlan.of(Stubborn.class)
                .property("spring.config.name", "none") // that of the coordinator is on the class path
                .scripted(services::set, Map.of("service", "service.url"))
                .check(outcome -> database.set(outcome.database(APPLICATION)));
        try (CrashWorld world = Worlds.inThisProcess(plan)) {
            CrashPoint dies = new CrashPoint(1, Kind.ACTION, "service POST /work/*", 1, phase, APPLICATION);

            world.crash(dies, Standing.NOTHING, run -> run.post(APPLICATION, "/work/" + run.id(), ""))
                    .orThrow();
        }

        assertThat(services.get().requests())
                .as("what the service was asked for")
                .hasSize(phase == Phase.BEFORE ? 0 : 1)
                .allMatch(request -> request.path().startsWith("/work/"));
        assertThat(database.get().queryForList("SELECT text FROM note", String.class))
                .isEmpty();
    }

    /** Writes and calls in finally blocks, and when its context is closed. */
    @SmallApplication
    static class Stubborn implements DisposableBean {

        private final HttpClient http = HttpClient.newHttpClient();
        private final JdbcTemplate jdbc;
        private final String service;
        private boolean worked;

        Stubborn(JdbcTemplate jdbc, @Value("${service.url}") String service) {
            this.jdbc = jdbc;
            this.service = service;
            jdbc.execute("CREATE TABLE IF NOT EXISTS note (text VARCHAR(40))");
        }

        @PostMapping("/work/{id}")
        void work(@PathVariable String id) throws Exception {
            worked = true;
            try {
                post("/work/" + id);
            } finally {
                try {
                    jdbc.update("INSERT INTO note VALUES ('finally')");
                } finally {
                    post("/finally");
                }
            }
        }

        @Override
        public void destroy() throws Exception {
            if (worked) { // the successor, which ends in good order with the test, has done nothing
                try {
                    jdbc.update("INSERT INTO note VALUES ('end')");
                } finally {
                    post("/end");
                }
            }
        }

        private void post(String path) throws IOException, InterruptedException {
            http.send(
                    HttpRequest.newBuilder(URI.create(service + path))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        }
    }
}
