package io.bactrian.starter.kafka;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.broker.LocalBroker;
import io.bactrian.starter.saga.BactrianProcess;
import io.bactrian.starter.saga.Journal;
import io.bactrian.starter.saga.TestApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The coordinator, the broker and the starter together. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Brokers.SHARED)
class SagasOverKafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LocalBroker broker = Brokers.shared();
    private final Journal journal = new Journal();
    private final Semaphore go = new Semaphore(0);
    private BactrianProcess coordinator;
    private TestApplication web;
    private TestApplication post;

    @BeforeAll
    void start() {
        coordinator = Brokers.coordinator();
        web = TestApplication.start(coordinator.url(), new WebRoutes(), "spring.application.name=web");
        post = TestApplication.start(
                coordinator.url(),
                new PostedRoutes(),
                "spring.application.name=post-office",
                "spring.main.web-application-type=none",
                "camel.lra.local-participant-url=",
                "bactrian.callbacks=kafka",
                "bactrian.callbacks.answer-within=200ms",
                "spring.kafka.bootstrap-servers=" + broker.bootstrapServers());
    }

    @AfterAll
    void stop() {
        post.close();
        web.close();
    }

    @BeforeEach
    void forget() {
        journal.clear();
        go.drainPermits();
    }

    @Test
    void stepsOverHttpAndKafkaAreUndoneInReverseOrder() {
        Exchange sent = post.send("direct:mixed", Map.of("orderId", "4711"));

        assertThat(failureOf(sent)).hasMessage("undo me");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(journal.entries())
                .containsExactly("undo-last 4711", "undo-web 4711", "undo-mixed 4711"));
        awaitStatus(sent, "Cancelled");
    }

    @Test
    void completesOverKafka() {
        Exchange sent = post.send("direct:good", Map.of("orderId", "4711"));

        assertThat(failureOf(sent)).isNull();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.entries()).containsExactly("good 4711"));
        awaitStatus(sent, "Closed");
    }

    @Test
    void aFailedCompensationIsAskedForAgainSoon() {
        Exchange sent = post.send("direct:twice", Map.of("orderId", "4711"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(journal.entries()).containsExactly("try 1", "try 2"));
        awaitStatus(sent, "Cancelled");
        assertThat(get(coordinator.url() + "/api/v1/sagas/" + uid(sent))).contains("the first time it fails");
    }

    @Test
    void aCompensationOutlivesTheBroker() {
        Exchange sent = post.send("direct:slow", Map.of("orderId", "4711"));
        await().atMost(PATIENCE).until(() -> journal.entries().contains("undoing 4711"));

        broker.stop();
        go.release();
        await().atMost(PATIENCE).until(() -> journal.entries().contains("undone 4711"));
        broker.start();

        awaitStatus(sent, "Cancelled");
        assertThat(journal.of("undone")).hasSize(1);
    }

    /** Killed before its first answer, when its record is not committed; and after it, when the coordinator has to notice. */
    @ParameterizedTest
    @CsvSource({"killed-unanswered, 60s", "killed-announced, 200ms"})
    void aReplicaKilledInMidCompensationIsReplaced(String application, String answerWithin) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target"), application);
        Files.createFile(folder.resolve("hold"));
        // of its own, because the group of the other case waits for the replica that was killed there
        String topic = application + ".orders";
        try (Wire wire = new Wire(broker.bootstrapServers(), topic);
                Replica first = new Replica(application, answerWithin, folder, 0);
                Replica second = new Replica(application, answerWithin, folder, 1)) {
            wire.send(topic, 0, "k", application, Map.of());
            Replica begun = whoHasBegun(folder, first, second);

            begun.kill();
            Files.delete(folder.resolve("hold"));

            Replica other = begun == first ? second : first;
            await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(journalIn(folder))
                    .containsExactly(
                            "begun " + application + " " + begun.pid(),
                            "begun " + application + " " + other.pid(),
                            "ended " + application + " " + other.pid()));
        }
    }

    private static Replica whoHasBegun(Path folder, Replica... replicas) throws IOException {
        // two processes start for it, on a machine that may be busy with other tests
        await("a replica, see " + folder).atMost(Duration.ofMinutes(3)).until(() -> !journalIn(folder)
                .isEmpty());
        String pid = journalIn(folder).get(0).replaceFirst(".* ", "");
        for (Replica replica : replicas) {
            if (pid.equals("" + replica.pid())) {
                return replica;
            }
        }
        throw new IllegalStateException("no replica has pid " + pid);
    }

    private static List<String> journalIn(Path folder) throws IOException {
        Path file = folder.resolve("journal");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void awaitStatus(Exchange exchange, String status) {
        await("saga " + status).atMost(PATIENCE).until(() -> get(exchange.getMessage()
                                .getHeader("saga") + "/status")
                .equals(status));
    }

    private static String uid(Exchange exchange) {
        String saga = exchange.getMessage().getHeader("saga", String.class);
        return saga.substring(saga.lastIndexOf('/') + 1);
    }

    private static String get(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@link ReplicaMain} running. */
    private final class Replica implements AutoCloseable {

        private final Process process;

        Replica(String application, String answerWithin, Path folder, int number) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-BytecodeVerificationRemote", // the same classes run in every test
                    "-Xmx192m",
                    "-Xmn32m",
                    "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                    "-XX:+UseTransparentHugePages", // a start touches much new memory
                    "-Dfolder=" + folder.toAbsolutePath(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ReplicaMain.class.getName(),
                    "--spring.main.web-application-type=none",
                    // without a web server nothing else keeps it up
                    "--camel.main.run-controller=true",
                    "--spring.application.name=" + application,
                    "--bactrian.instance=" + number,
                    "--camel.lra.coordinator-url=" + coordinator.url(),
                    "--bactrian.callbacks=kafka",
                    "--bactrian.callbacks.answer-within=" + answerWithin,
                    "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                    "--camel.component.kafka.brokers=" + broker.bootstrapServers(),
                    "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                    "--camel.opentelemetry2.enabled=false",
                    "--spring.autoconfigure.exclude="
                            + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("replica-" + number + ".log").toFile())
                    .start();
        }

        long pid() {
            return process.pid();
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        @Override
        public void close() {
            kill();
        }
    }

    private final class WebRoutes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:web").routeId("web")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-web").option("orderId", header("orderId"))
                .log("joined");
            from("direct:undo-web").process(journal.note("undo-web", "orderId"));
        }
        // spotless:on
    }

    private final class PostedRoutes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("direct:mixed").routeId("mixed")
                .saga().compensation("direct:undo-mixed").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"))
                .process(exchange -> web.send("direct:web", exchange.getMessage().getHeaders()))
                .to("direct:last")
                .throwException(new IllegalStateException("undo me"));
            from("direct:last").routeId("last")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo-last").option("orderId", header("orderId"))
                .log("joined");
            from("direct:undo-mixed").process(journal.note("undo-mixed", "orderId"));
            from("direct:undo-last").process(journal.note("undo-last", "orderId"));

            from("direct:good").routeId("good")
                .saga().completion("direct:note-good").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"));
            from("direct:note-good").process(journal.note("good", "orderId"));

            from("direct:twice").routeId("twice")
                .saga().compensation("direct:undo-twice")
                .setHeader("saga", header("Long-Running-Action"))
                .throwException(new IllegalStateException("undo me"));
            from("direct:undo-twice").process(exchange -> {
                int attempt = journal.entries().size() + 1;
                journal.add("try " + attempt);
                if (attempt == 1) {
                    throw new IllegalStateException("the first time it fails");
                }
            });

            from("direct:slow").routeId("slow")
                .saga().compensation("direct:undo-slow").option("orderId", header("orderId"))
                .setHeader("saga", header("Long-Running-Action"))
                .throwException(new IllegalStateException("undo me"));
            from("direct:undo-slow")
                .process(journal.note("undoing", "orderId"))
                .process(exchange -> go.tryAcquire(60, TimeUnit.SECONDS))
                .process(journal.note("undone", "orderId"));
        }
        // spotless:on
    }
}
