package io.bactrian.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** A coordinator in a process of its own, on a free port of loopback; all get the same JVM options. */
final class EngineProcess implements AutoCloseable {

    private static final long START_WITHIN = TimeUnit.SECONDS.toNanos(180);

    private final Process process;
    private final Path log;
    private final String coordinator;

    private EngineProcess(Process process, Path log, String coordinator) {
        this.process = process;
        this.log = log;
        this.coordinator = coordinator;
    }

    /**
     * Starts it and returns at once.
     *
     * @param command what follows {@code java -jar}, for a given port
     * @param folder an existing folder for its files
     */
    static EngineProcess start(List<String> command, int port, Path folder) throws IOException {
        Path log = folder.resolve("log");
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folder.toAbsolutePath(), // who is killed leaves its folders behind
                "-jar");
        Process process = new ProcessBuilder(
                        Stream.concat(java, command.stream()).toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new EngineProcess(process, log, "http://localhost:" + port + "/lra-coordinator");
    }

    /** Below those ports that systems hand to outgoing connections: nobody gets it by chance before it is used. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(EngineProcess::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until the coordinator answers; fails with the end of its log when it does not. */
    void awaitReady(CloseableHttpClient http) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_WITHIN;
        while (!answers(http)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                List<String> lines = Files.readAllLines(log);
                throw new IOException("No coordinator at " + coordinator + ", its log ends with\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
            }
        }
    }

    private boolean answers(CloseableHttpClient http) {
        try {
            return http.execute(new HttpGet(coordinator), answer -> {
                EntityUtils.consume(answer.getEntity());
                return answer.getCode() == 200;
            });
        } catch (IOException e) {
            return false;
        }
    }

    String coordinator() {
        return coordinator;
    }

    /** What the process has used of the processors since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
