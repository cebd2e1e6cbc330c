package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another command starts and kills parts as well: here a broker that does nothing but listen. */
class StartupTest {

    private final Ports ports = Ports.free(new Random());

    @TempDir
    private Path folder;

    private Process other;
    private Installation installation;
    private LocalSystem system;

    @BeforeEach
    void startedByAnotherCommand() throws IOException {
        other = new ProcessBuilder("sleep", "60").start();
        installation = new Installation(folder, folder.resolve("state"));
        PartProcess broker = PartProcess.of(Part.BROKER, other.toHandle());
        new StateFile(installation.stateFile())
                .write(new SystemState(
                        Sample.ORDERS, Engine.OURS, ports, folder.resolve("data"), Map.of(Part.BROKER, broker)));
        system = LocalSystem.remembered(installation, new Http()).orElseThrow();
        build("broker", ListeningBroker.class);
    }

    @AfterEach
    void end() {
        other.destroyForcibly();
        system.kill(Part.BROKER);
    }

    @Test
    void bringsNothingBackThatAnotherCommandHasStarted() throws IOException {
        try (ServerSocket broker = new ServerSocket(ports.of(Part.BROKER), 50, InetAddress.getLoopbackAddress())) {
            startup(Clock.systemUTC()).bringBack(Part.BROKER);

            assertThat(system.pid(Part.BROKER)).as("at %s", broker).hasValue(other.pid());
        }
    }

    @Test
    void bringsBackOnceMoreWhatAnotherCommandKillsMeanwhile() {
        startup(new KillsWhenAsked()).bringBack(Part.BROKER);

        assertThat(system.pid(Part.BROKER)).isPresent();
        assertThat(system.healthy(Part.BROKER)).isTrue();
    }

    @Test
    void startsTheNextPartWhenOneOfThoseThatAreStartingIsUp() throws IOException {
        other.destroyForcibly();
        build("lra-coordinator/server", CountingPart.class);
        for (Part part : Sample.INSURANCE.parts(Engine.OURS)) {
            if (part != Part.COORDINATOR && part != Part.BROKER) {
                build(part.module(Engine.OURS), CountingPart.class);
            }
        }
        system = LocalSystem.planned(
                installation, new Http(), Sample.INSURANCE, Engine.OURS, ports, folder.resolve("counted"));
        Files.delete(installation.stateFile());

        try {
            new Startup(installation, system, silent(), Clock.systemUTC(), 2).all();
        } finally {
            system.down();
        }

        try (Stream<Path> files = Files.list(folder.resolve("counted"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("beside-")))
                    .hasSize(5)
                    .allSatisfy(file -> assertThat(Integer.parseInt(Files.readString(file)))
                            .as("others that were not up when %s began", file)
                            .isLessThanOrEqualTo(1));
        }
    }

    private Startup startup(Clock clock) {
        return new Startup(installation, system, silent(), clock);
    }

    private static Terminal silent() {
        return new Terminal(new PrintWriter(new StringWriter()), false);
    }

    private void build(String module, Class<?> main) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Start-Class", main.getName());
        Path target = Files.createDirectories(folder.resolve(module).resolve("target"));
        String file = main.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(
                        Files.newOutputStream(target.resolve(module.replace('/', '-') + "-exec.jar")), manifest);
                InputStream content = main.getResourceAsStream("/" + file)) {
            jar.putNextEntry(new JarEntry("BOOT-INF/classes/" + file));
            content.transferTo(jar);
            jar.putNextEntry(new JarEntry("BOOT-INF/classpath.idx"));
        }
    }

    static final class ListeningBroker {

        private ListeningBroker() {}

        public static void main(String... arguments) throws IOException {
            int port = Integer.parseInt(arguments[0].replace("--port=", ""));
            try (ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
                while (!socket.isClosed()) {
                    socket.accept().close();
                }
            }
        }
    }

    /** Notes how many others had begun and were not up as it began, then answers every request, as one that is healthy. */
    static final class CountingPart {

        private CountingPart() {}

        public static void main(String... arguments) throws IOException {
            int port = Integer.parseInt(Arrays.stream(arguments)
                    .filter(argument -> argument.startsWith("--server.port="))
                    .findFirst()
                    .orElseThrow()
                    .replace("--server.port=", ""));
            long beside = count("begun-") - count("up-");
            Files.createFile(Path.of("begun-" + port));
            Files.writeString(Path.of("beside-" + port), String.valueOf(beside));
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            Files.createFile(Path.of("up-" + port));
            server.start();
        }

        private static long count(String prefix) throws IOException {
            try (Stream<Path> files = Files.list(Path.of(""))) {
                return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                        .count();
            }
        }
    }

    /** Tells the time for the first time when the part is waited for. */
    private final class KillsWhenAsked extends Clock {

        @Override
        public Instant instant() {
            assertThat(other.destroyForcibly().onExit()).succeedsWithin(Duration.ofSeconds(20));
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
