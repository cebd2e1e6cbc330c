package io.bactrian.evidence;

import static org.awaitility.Awaitility.await;

import io.bactrian.evidence.moving.CamelLraApplication;
import java.io.File;
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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The application in a process of its own, with or without certain artifacts on its class path. */
final class RunningApplication implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final String url;
    private final String name;

    private RunningApplication(Process process, String url, String name) {
        this.process = process;
        this.url = url;
        this.name = name;
    }

    /**
     * Starts it and waits until it answers, and nobody else at its port: that may be one of the same kind, which behaves as it
     * would, and is another.
     *
     * @param without artifacts that are not on its class path
     * @param properties its settings
     */
    static RunningApplication start(List<String> without, int port, List<String> properties) {
        String name = "moved-" + UUID.randomUUID();
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
                "-Djava.io.tmpdir=" + System.getProperty("evidence.folder"), // who is killed leaves its folders behind
                "-cp",
                classPath(without),
                CamelLraApplication.class.getName(),
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--server.server-header=" + name,
                "--spring.main.banner-mode=off",
                "--camel.rest.component=platform-http"));
        properties.forEach(property -> command.add("--" + property));
        try {
            Path log = Files.createTempFile(
                    Files.createDirectories(Path.of(System.getProperty("evidence.folder"))), "moved-", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            RunningApplication application = new RunningApplication(process, "http://localhost:" + port, name);
            try {
                await("start of the application, see " + log)
                        .atMost(Duration.ofSeconds(180))
                        .pollInterval(Duration.ofMillis(100))
                        .failFast("it has ended, see " + log, () -> !process.isAlive())
                        .ignoreExceptions()
                        .until(() -> application.send("GET", "/journal").statusCode() < 300);
            } catch (RuntimeException e) {
                application.close();
                throw e;
            }
            return application;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This test's own, which has all. */
    private static String classPath(List<String> without) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> without.stream().noneMatch(artifact -> isOf(entry, artifact)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A jar of the local repository, or the classes of a module of this build. */
    static boolean isOf(String entry, String artifact) {
        String name = Path.of(entry).getFileName().toString();
        return name.matches(artifact + "-[0-9].*\\.jar")
                || artifact.equals("bactrian-spring-boot-starter")
                        && entry.replace('\\', '/').endsWith("/starter/target/classes");
    }

    String place(String orderId, String... headers) {
        return send("PUT", "/orders/" + orderId, headers).body();
    }

    List<String> journal() {
        return List.of(send("GET", "/journal").body().split("\n"));
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(120))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (!response.headers().firstValue("Server").filter(name::equals).isPresent()) {
                throw new IllegalStateException("somebody else answers at " + url + ": " + response.headers());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
