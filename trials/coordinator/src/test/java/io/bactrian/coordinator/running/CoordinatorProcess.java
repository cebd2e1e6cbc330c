package io.bactrian.coordinator.running;

import static org.awaitility.Awaitility.await;

import io.bactrian.broker.FreePort;
import io.bactrian.coordinator.CoordinatorApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A coordinator in a process of its own, which can be killed and started again at the same address. */
public final class CoordinatorProcess implements AutoCloseable {

    private final File log;
    private final List<String> settings;
    private final int port;
    private Process process;

    /**
     * Not started yet.
     *
     * @param log where it writes
     * @param settings like {@code spring.datasource.url=..}
     */
    public CoordinatorProcess(File log, List<String> settings) {
        this.log = log;
        this.settings = settings;
        this.port = FreePort.find();
    }

    /** Starts it and waits until it is ready for requests. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote", // the same classes run in every test
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-Xmn32m",
                "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                "-XX:+UseTransparentHugePages", // a start touches much new memory
                "-Djava.io.tmpdir=" + log.getAbsoluteFile().getParent(), // who is killed leaves its folders behind
                "-cp",
                System.getProperty("java.class.path"),
                CoordinatorApplication.class.getName(),
                "--server.port=" + port));
        settings.forEach(setting -> command.add("--" + setting));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("coordinator, see " + log)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .failFast("the coordinator ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> client().get("/actuator/health/readiness").status() == 200);
    }

    /** Speaks HTTP with it. */
    public Client client() {
        return new Client(port);
    }

    /** As kill -9. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
