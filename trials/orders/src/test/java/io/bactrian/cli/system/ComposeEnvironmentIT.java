package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The compose file's applications with the compose file's variables on a real PostgreSQL; only hosts and ports are this machine's. */
class ComposeEnvironmentIT {

    private static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("target", "it", "compose").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofMinutes(3);

    private final Http http = new Http();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private Map<String, Map<String, Object>> services;
    private EmbeddedPostgres postgres;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void up() throws IOException, SQLException {
        Folders.delete(FOLDER);
        Files.createDirectories(FOLDER);
        Map<String, Object> compose = new Yaml().load(Files.readString(HOME.resolve("docker-compose.yml")));
        services = (Map<String, Map<String, Object>>) compose.get("services");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(FOLDER.resolve("postgres"))
                .setPGStartupWait(START)
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create user bactrian superuser password 'bactrian'");
            for (String sql : Files.readString(HOME.resolve("docker/databases.sql"))
                    .replaceAll("(?m)^--.*$", "")
                    .split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        List<Integer> free = Ports.free(new Random(), services.size());
        services.keySet().forEach(name -> ports.put(name, free.get(ports.size())));
        ports.put("postgres", postgres.getPort());
        startBroker();
        String before = null;
        for (String name : applications()) { // two at a time: more would hinder each other
            start(name);
            if (before != null) {
                awaitHealthy(before);
            }
            before = name;
        }
    }

    /** All but what comes as an image. */
    private List<String> applications() {
        return services.keySet().stream()
                .filter(name -> services.get(name).containsKey("build"))
                .toList();
    }

    @AfterEach
    void down() throws IOException {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        postgres.close();
    }

    @Test
    void anOrderIsFulfilledAndReturnedOnPostgres() throws IOException {
        applications().forEach(this::awaitHealthy);

        put("inventory", "/stock", Map.of("items", List.of(Map.of("sku", "85123A", "quantity", 6))));
        put("payment", "/accounts", Map.of("accounts", List.of(Map.of("customerId", "17850", "creditMinor", 5000))));
        assertThat(order("1")).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text("state")).hasValue("fulfilled");
        });
        assertThat(order("2")).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.text("reason").orElseThrow()).startsWith("out of stock");
        });
        assertThat(stock("confirmed")).isEqualTo(6);

        Reply returned = http.post(
                url("routes") + "/returns", Map.of("returnId", "R-1", "orderId", "1", "reason", "does not fit"), LIMIT);
        assertThat(returned.status()).as(returned.body()).isEqualTo(201);
        assertThat(returned.text("refund")).hasValue("15.30");
        await("the goods are for sale again").atMost(START).until(() -> stock("onHand") == 6);
    }

    private long stock(String where) throws IOException {
        return http.get(url("inventory") + "/audit", LIMIT)
                .json()
                .at("/stock/0/" + where)
                .asLong();
    }

    private Reply order(String orderId) throws IOException {
        return http.post(
                url("routes") + "/orders",
                Map.of(
                        "orderId",
                        orderId,
                        "customerId",
                        "17850",
                        "lines",
                        List.of(Map.of("sku", "85123A", "quantity", 6, "unitPrice", "2.55"))),
                LIMIT);
    }

    private void put(String service, String path, Object body) throws IOException {
        Reply reply = http.put(url(service) + path, body, LIMIT);
        assertThat(reply.ok()).as("%s%s: %s", service, path, reply.body()).isTrue();
    }

    private void awaitHealthy(String service) {
        Map<?, ?> check = (Map<?, ?>) services.get(service).get("healthcheck");
        List<?> test = (List<?>) check.get("test");
        String url = here(String.valueOf(test.get(test.size() - 1)).replace("localhost", service));
        await(service).atMost(START).pollInterval(Duration.ofMillis(200)).until(() -> {
            try {
                return http.get(url, LIMIT).ok();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private String url(String service) {
        return "http://localhost:" + ports.get(service);
    }

    private void start(String service) throws IOException {
        Map<?, ?> build = (Map<?, ?>) services.get(service).get("build");
        ProcessBuilder builder = java(service, String.valueOf(((Map<?, ?>) build.get("args")).get("MODULE")));
        ((Map<?, ?>) services.get(service).get("environment"))
                .forEach((name, value) -> builder.environment().put(String.valueOf(name), here(String.valueOf(value))));
        builder.environment().put("SERVER_PORT", String.valueOf(ports.get(service)));
        builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
        processes.add(builder.start());
    }

    /** The broker of the build instead of the image, which is the same version. */
    private void startBroker() throws IOException {
        ProcessBuilder builder = java("kafka", "broker");
        builder.command().add("--port=" + ports.get("kafka"));
        builder.command().add("--data=" + FOLDER.resolve("kafka"));
        processes.add(builder.start());
    }

    /** From the jar of the image, unpacked: that starts faster and changes nothing. */
    private static ProcessBuilder java(String name, String module) throws IOException {
        Path jar;
        try (Stream<Path> jars = Files.list(HOME.resolve(module).resolve("target"))) {
            jar = jars.filter(file -> file.toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> command = new ArrayList<>(List.of(
                Launch.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Xmn32m",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseTransparentHugePages",
                "-Djava.io.tmpdir=" + FOLDER.toAbsolutePath())); // who is killed leaves its folders behind
        Path unpacked = new Unpacked(new Installation(HOME, FOLDER).unpacked()).of(jar);
        command.addAll(List.of("-jar", unpacked.toString()));
        return new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(name + ".log").toFile());
    }

    /** A value of the compose file with this machine's hosts and ports in it. */
    private String here(String value) {
        String text = value.replaceAll("\\$\\{\\w+:-(\\w+)}", "$1");
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            text = text.replaceAll("(^|//)" + port.getKey() + ":\\d+", "$1localhost:" + port.getValue());
        }
        return text;
    }
}
