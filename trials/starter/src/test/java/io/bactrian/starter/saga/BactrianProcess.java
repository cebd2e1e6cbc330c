package io.bactrian.starter.saga;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Our coordinator in a process of its own, on a file ledger, so that it can be killed and started again. */
public final class BactrianProcess implements AutoCloseable {

    private final Path folder;
    private final int port = TestApplication.freePort();
    private final List<String> arguments;
    private Process process;

    /** @param arguments beyond its port and its ledger */
    public BactrianProcess(String... arguments) {
        this.arguments = List.of(arguments);
        try {
            folder = Files.createTempDirectory(Path.of("target"), "bactrian");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    void start() {
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-BytecodeVerificationRemote", // the same classes run in every test
                    "-Xmx256m",
                    "-Xmn32m",
                    "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                    "-XX:+UseTransparentHugePages", // a start touches much new memory
                    "-Djava.io.tmpdir=" + folder.toAbsolutePath(), // who is killed leaves its folders behind
                    "-jar",
                    System.getProperty("bactrian.coordinator.jar"),
                    "--server.port=" + port,
                    "--spring.datasource.url=jdbc:h2:file:"
                            + folder.toAbsolutePath().resolve("ledger") + ";WRITE_DELAY=0"));
            command.addAll(arguments);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("coordinator.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            await("coordinator, see " + folder)
                    .atMost(Duration.ofMinutes(3))
                    .failFast("the coordinator ended, see " + folder, () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(this::answers);
        } catch (RuntimeException e) {
            kill(); // nobody else knows it
            throw e;
        }
    }

    private boolean answers() throws IOException, InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create(url() + "/actuator/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        return HttpClient.newHttpClient()
                        .send(health, HttpResponse.BodyHandlers.ofString())
                        .statusCode()
                == 200;
    }

    public String url() {
        return "http://localhost:" + port;
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
