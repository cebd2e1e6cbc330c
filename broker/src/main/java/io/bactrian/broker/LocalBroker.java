package io.bactrian.broker;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.jspecify.annotations.Nullable;

/**
 * A broker that a test starts, stops, kills and starts again, at the same address and with the same data. It runs on this JVM's class
 * path and ends with this JVM, whatever becomes of it.
 */
public final class LocalBroker implements AutoCloseable {

    private static final int TRIES = 3;
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private LocalBroker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** A new broker with an empty log, ready for clients, at a port that was free. */
    public static LocalBroker startNew() {
        for (int attempt = 1; ; attempt++) {
            try {
                LocalBroker broker = new LocalBroker(Files.createTempDirectory("broker-"), FreePort.find());
                broker.start();
                return broker;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot prepare a broker", e);
            } catch (IllegalStateException e) {
                if (attempt == TRIES) {
                    throw e; // a port may be taken between choice and start, but not time after time
                }
            }
        }
    }

    /** What clients are configured with. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    public boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /**
     * Starts it again and waits until clients can connect; does nothing while it runs.
     *
     * @throws IllegalStateException when it does not come up, with the place of its log
     */
    public void start() {
        if (isRunning()) {
            return;
        }
        Path output = folder.resolve("broker.log");
        Process started;
        try {
            started = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a broker", e);
        }
        process = started;
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                kill();
                throw new IllegalStateException("The broker did not start, see " + output);
            }
            pause();
        }
    }

    /** Ends it as an operator does, and waits for its end. */
    public void stop() {
        end(false);
    }

    /** Ends it at once, as a crash does. */
    public void kill() {
        end(true);
    }

    /** Ends it for good and removes its data. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder, e);
        }
    }

    private List<String> command() {
        return List.of(
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
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                "--port=" + port,
                "--data=" + folder,
                "--owner=" + ProcessHandle.current().pid());
    }

    /** Not merely somebody at this port, who may have taken it a moment ago: this broker, and known to its controller. */
    private boolean answers() {
        if (!isSomebodyThere()) {
            return false;
        }
        Map<String, Object> patience = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        try (Admin admin = Admin.create(patience)) {
            DescribeClusterResult cluster = admin.describeCluster();
            return cluster.clusterId().get().equals(clusterId())
                    && !cluster.nodes().get().isEmpty();
        } catch (ExecutionException | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker starts", e);
        }
    }

    private boolean isSomebodyThere() {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String clusterId() throws IOException {
        Properties formatted = new Properties();
        try (Reader reader = Files.newBufferedReader(BrokerMain.formatted(folder))) {
            formatted.load(reader);
        }
        return formatted.getProperty("cluster.id", "");
    }

    private void end(boolean atOnce) {
        Process ending = process;
        if (ending == null) {
            return;
        }
        Process asked = atOnce ? ending.destroyForcibly() : ending;
        if (!atOnce) {
            ending.destroy();
        }
        try {
            if (!asked.waitFor(30, TimeUnit.SECONDS)) {
                asked.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            asked.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker starts", e);
        }
    }
}
