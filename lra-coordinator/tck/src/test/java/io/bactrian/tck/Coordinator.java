package io.bactrian.tck;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
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
import java.util.concurrent.ThreadLocalRandom;

/** The coordinator under test: a process from its executable jar, or one that runs already. */
final class Coordinator implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI url;
    private final Process process;

    private Coordinator(URI url, Process process) {
        this.url = url;
        this.process = process;
    }

    /** Takes the one at the system property {@code lra.coordinator.url}; without it starts the engine on a free port. */
    static Coordinator ofChoice(Engine engine, Path data, Path log) throws IOException, InterruptedException {
        String url = System.getProperty("lra.coordinator.url", "");
        Coordinator coordinator = url.isEmpty() ? start(engine, data, log) : new Coordinator(URI.create(url), null);
        boolean ready = false;
        try {
            await().atMost(180, SECONDS)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .failFast("the coordinator ended, see " + log, coordinator::hasEnded)
                    .untilAsserted(
                            () -> assertThat(coordinator.list().statusCode()).isEqualTo(200));
            ready = true;
            return coordinator;
        } finally {
            if (!ready) {
                coordinator.close();
            }
        }
    }

    private static Coordinator start(Engine engine, Path data, Path log) throws IOException {
        assertThat(engine.jar())
                .as("the executable jar of the coordinator under test; ./mvnw verify makes it")
                .exists();
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote", // the same classes run in every test
                "-Xmn32m",
                "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                "-XX:+UseTransparentHugePages", // a start touches much new memory
                "-Djava.io.tmpdir=" + data.toAbsolutePath())); // who is killed leaves its folders behind
        command.addAll(engine.jvmArguments());
        command.add("-jar");
        command.add(engine.jar().toString());
        command.addAll(engine.arguments(port, data));
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(command)
                .directory(data.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // a run that is interrupted must not leave a coordinator behind
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Coordinator(URI.create("http://localhost:" + port + "/lra-coordinator"), process);
    }

    /** Below those ports that systems hand to outgoing connections: nobody gets it before the coordinator does. */
    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(Coordinator::isFree)
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

    private boolean hasEnded() {
        return process != null && !process.isAlive();
    }

    URI url() {
        return url;
    }

    HttpResponse<String> list() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    /** Starts an LRA with a time limit, so that nothing stays behind in a coordinator that goes on running. */
    HttpResponse<String> startSaga() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/start?ClientID=tck&TimeLimit=1000&ParentLRA="))
                .header("Narayana-LRA-API-version", "1.2")
                .POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(60, SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
