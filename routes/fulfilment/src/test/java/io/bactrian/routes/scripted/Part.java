package io.bactrian.routes.scripted;

import static org.awaitility.Awaitility.await;

import io.bactrian.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real service in a process of its own, from its executable jar. */
public final class Part implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final Path log;

    private Part(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    public static Part start(Path jar, String... arguments) {
        try {
            int port = FreePort.find();
            Path log = Files.createDirectories(Path.of("target", "parts"))
                    .resolve(jar.getFileName() + "-" + port + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-BytecodeVerificationRemote", // the same classes run in its own tests
                    "-Xmx160m",
                    "-Xmn32m",
                    "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                    "-XX:+UseTransparentHugePages", // a start touches much new memory
                    "-Djava.io.tmpdir=" + log.toAbsolutePath().getParent(), // who is killed leaves its folders behind
                    "-jar",
                    jar.toString(),
                    "--server.port=" + port));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Part(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public void awaitHealthy() {
        await("a healthy answer, see " + log.toAbsolutePath())
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("ended with " + process.exitValue() + ", see " + log.toAbsolutePath());
                    }
                    return get("/actuator/health").contains("\"UP\"");
                });
    }

    public String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url() + path)));
    }

    public String put(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(answer + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }
}
