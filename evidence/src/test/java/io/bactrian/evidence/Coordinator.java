package io.bactrian.evidence;

import static org.awaitility.Awaitility.await;

import io.bactrian.broker.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A coordinator in a process of its own, which ends with this JVM at the latest. */
final class Coordinator implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Engine engine;
    private final List<String> command;
    private final Path log;
    private final int port;
    private final LraClient lra;
    private Process process;

    private Coordinator(Engine engine, List<String> command, Path log, int port) {
        this.engine = engine;
        this.command = command;
        this.log = log;
        this.port = port;
        this.lra = new LraClient(base());
        this.process = launch();
    }

    /** @param options JVM options ({@code -D..}) and arguments of the program ({@code --..}) beyond port and store */
    static Coordinator start(Engine engine, String... options) {
        int port = freePort();
        Path folder = newFolder(engine);
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
                "-Djava.io.tmpdir=" + folder)); // who is killed leaves its folders behind
        List.of(options).stream().filter(option -> option.startsWith("-D")).forEach(command::add);
        command.add("-jar");
        command.add(System.getProperty(engine == Engine.STOCK ? "evidence.stock.jar" : "evidence.ours.jar"));
        command.add("--server.port=" + port);
        command.add(
                engine == Engine.STOCK
                        ? "--bactrian.store=" + folder.resolve("store")
                        : "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0");
        List.of(options).stream().filter(option -> option.startsWith("--")).forEach(command::add);
        return new Coordinator(engine, command, folder.resolve("coordinator.log"), port);
    }

    private static Path newFolder(Engine engine) {
        try {
            Path all = Files.createDirectories(Path.of(System.getProperty("evidence.folder")));
            return Files.createTempDirectory(all, engine.name().toLowerCase() + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        return FreePort.find();
    }

    private Process launch() {
        Process launched;
        try {
            launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(launched);
        String ready = engine == Engine.STOCK ? base() : root() + "/actuator/health";
        await("start of " + engine + ", see " + log)
                .atMost(Duration.ofSeconds(180))
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> !launched.isAlive())
                .ignoreExceptions()
                .until(() -> lra.get(ready).status() == 200);
        return launched;
    }

    /** As {@code camel.lra.coordinator-url} wants it. */
    String root() {
        return "http://localhost:" + port;
    }

    String base() {
        return root() + "/lra-coordinator";
    }

    int port() {
        return port;
    }

    LraClient lra() {
        return lra;
    }

    /** kill -9 */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
    }

    /** On the same port and data. */
    void restart() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
