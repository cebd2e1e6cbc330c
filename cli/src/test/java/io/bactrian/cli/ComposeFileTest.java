package io.bactrian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Nobody runs the compose file in the build, so everything it claims is held against the modules it names. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern URL = Pattern.compile("(?:http|jdbc:postgresql)://([a-z]+):(\\d+)(/\\S*)?");

    /** What Spring Boot itself reads, beyond the application's own files. */
    private static final Set<String> OF_SPRING_BOOT = Set.of(
            "server.address",
            "server.port",
            "spring.datasource.username",
            "spring.datasource.password",
            "spring.kafka.bootstrap-servers",
            "spring.profiles.active");

    private Map<String, Object> compose;
    private Map<String, Map<String, Object>> services;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void load() throws IOException {
        compose = new Yaml().load(read(ROOT.resolve("docker-compose.yml")));
        services = (Map<String, Map<String, Object>>) compose.get("services");
    }

    @Test
    void hasEveryPartAndItsDatabase() {
        assertThat(services.keySet())
                .containsExactlyInAnyOrder(
                        "postgres",
                        "kafka",
                        "coordinator",
                        "inventory",
                        "payment",
                        "orders",
                        "shipping",
                        "routes",
                        "followups");
    }

    @Test
    void buildsEachImageFromAModuleThatYieldsAnExecutableJar() {
        applications().forEach((name, service) -> {
            Map<?, ?> build = map(service.get("build"));
            assertThat(ROOT.resolve(text(build.get("context"))).resolve(text(build.get("dockerfile"))))
                    .as("dockerfile of %s", name)
                    .isRegularFile();
            assertThat(read(module(service).resolve("pom.xml")))
                    .as("pom of %s", name)
                    .contains("<artifactId>spring-boot-maven-plugin</artifactId>");
        });
    }

    @Test
    void theJarOfEachModuleIsSentToTheBuilderAndNothingElse() {
        List<String> let = read(ROOT.resolve("docker/Dockerfile.dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        applications().forEach((name, service) -> {
            Path jar = Path.of(text(map(map(service.get("build")).get("args")).get("MODULE")), "target", "x-exec.jar");
            assertThat(let)
                    .as("patterns of Dockerfile.dockerignore for %s", jar)
                    .anyMatch(pattern -> FileSystems.getDefault()
                            .getPathMatcher("glob:" + pattern)
                            .matches(jar));
        });
        assertThat(let).allMatch(pattern -> pattern.endsWith("/target/*-exec.jar"));
    }

    @Test
    void theImageRunsTheJarItCopiedAndNotAsRoot() {
        String dockerfile = read(ROOT.resolve("docker/Dockerfile"));

        assertThat(dockerfile)
                .contains(
                        "FROM eclipse-temurin:17-jre\n",
                        "COPY --chown=bactrian:bactrian ${MODULE}/target/*-exec.jar /app/app.jar")
                .contains("ENTRYPOINT [\"java\", \"-XX:MaxRAMPercentage=60\", \"-jar\", \"/app/app.jar\"]");
        assertThat(dockerfile.indexOf("\nUSER bactrian"))
                .isGreaterThan(dockerfile.indexOf("COPY"))
                .isPositive();
    }

    @Test
    void everyServiceListensOnItsDefaultPortAndOpenlyInsideItsContainer() {
        applications().forEach((name, service) -> {
            Map<String, Object> defaults = defaults(service);
            assertThat(environment(service))
                    .as("environment of %s", name)
                    .containsEntry("SERVER_PORT", text(defaults.get("server.port")))
                    .containsEntry("SERVER_ADDRESS", "0.0.0.0");
            assertThat(defaults).as("defaults of %s", name).containsEntry("server.address", "127.0.0.1");
        });
    }

    @Test
    void onlyLoopbackPortsAreOpenedAndLeadToTheServicePort() {
        services.forEach((name, service) -> {
            for (Object port : list(service.get("ports"))) {
                String own = environment(service).get("SERVER_PORT");
                assertThat(port).as("port of %s", name).isEqualTo("127.0.0.1:" + own + ":" + own);
            }
        });
        assertThat(list(services.get("routes").get("ports"))).hasSize(1);
        assertThat(list(services.get("coordinator").get("ports"))).hasSize(1);
    }

    @Test
    void everyVariableIsAPropertyTheApplicationReads() {
        applications().forEach((name, service) -> {
            Set<String> known = new TreeSet<>(OF_SPRING_BOOT);
            known.addAll(defaults(service).keySet());
            known.addAll(configurationProperties(module(service)));
            Set<String> variables = known.stream()
                    .map(property -> property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            assertThat(variables)
                    .as("properties of %s", name)
                    .containsAll(environment(service).keySet());
        });
    }

    @Test
    void whatTheApplicationAsksForIsSet() {
        applications().forEach((name, service) -> {
            Set<String> loopback = new TreeSet<>();
            defaults(service).forEach((property, value) -> {
                if (text(value).startsWith("http://localhost")
                        || text(value).startsWith("localhost:")
                        || property.equals("spring.datasource.url")) {
                    loopback.add(property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
                }
            });
            assertThat(environment(service).keySet())
                    .as("%s: a default that points to its own machine must be replaced", name)
                    .containsAll(loopback);
        });
    }

    @Test
    void everyUrlLeadsToAServiceThatListensThere() {
        applications().forEach((name, service) -> environment(service).forEach((variable, value) -> {
            Matcher url = URL.matcher(value);
            if (value.contains("://")) {
                assertThat(url.matches())
                        .as("%s of %s: %s", variable, name, value)
                        .isTrue();
                String host = url.group(1);
                String port = host.equals("postgres")
                        ? "5432"
                        : environment(services.get(host)).get("SERVER_PORT");
                assertThat(url.group(2))
                        .as("%s of %s: %s", variable, name, value)
                        .isEqualTo(port);
            }
        }));
        applications().forEach((name, service) -> {
            String own = environment(service).get("CAMEL_LRA_LOCALPARTICIPANTURL");
            if (own != null) {
                assertThat(own).as("callbacks of %s", name).startsWith("http://" + name + ":");
            }
        });
    }

    @Test
    void everyClientOfTheBrokerFindsItWhereItListens() {
        Map<String, String> kafka = environment(services.get("kafka"));
        assertThat(kafka).containsEntry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092");
        assertThat(kafka.get("KAFKA_LISTENERS")).contains("PLAINTEXT://:9092", "CONTROLLER://:9093");
        assertThat(kafka.get("KAFKA_CONTROLLER_QUORUM_VOTERS")).isEqualTo(kafka.get("KAFKA_NODE_ID") + "@kafka:9093");
        assertThat(text(services.get("kafka").get("image")))
                .as("the broker that the tests run")
                .isEqualTo("apache/kafka:" + kafkaVersion());
        for (String client : List.of("orders", "followups")) {
            assertThat(environment(services.get(client)))
                    .as("broker of %s", client)
                    .containsEntry("CAMEL_COMPONENT_KAFKA_BROKERS", "kafka:9092");
        }
        for (String client : List.of("coordinator", "shipping", "routes")) {
            assertThat(environment(services.get(client)))
                    .as("broker of %s", client)
                    .containsEntry("SPRING_KAFKA_BOOTSTRAPSERVERS", "kafka:9092");
        }
    }

    /** Of the clients, which Spring Boot manages for the broker of tests and demo as well. */
    private static String kafkaVersion() {
        String jar = AppInfoParser.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Matcher version = Pattern.compile("kafka-clients-([0-9.]+)\\.jar").matcher(jar);
        assertThat(version.find()).as(jar).isTrue();
        return version.group(1);
    }

    @Test
    void everyDatabaseIsMadeAndItsDriverIsInTheJar() {
        String made = read(ROOT.resolve("docker/databases.sql"));
        applications().forEach((name, service) -> {
            Matcher url = URL.matcher(environment(service).get("SPRING_DATASOURCE_URL"));
            assertThat(url.matches()).isTrue();
            assertThat(made)
                    .as("database of %s", name)
                    .contains("create database " + url.group(3).substring(1) + ";");
            assertThat(read(module(service).resolve("pom.xml")))
                    .as("driver of %s", name)
                    .contains("<groupId>org.postgresql</groupId>");
        });
        assertThat(environment(services.get("postgres"))).containsEntry("POSTGRES_USER", "bactrian");
        applications().forEach((name, service) -> assertThat(environment(service))
                .as("credentials of %s", name)
                .containsEntry("SPRING_DATASOURCE_USERNAME", "bactrian")
                .containsEntry(
                        "SPRING_DATASOURCE_PASSWORD",
                        environment(services.get("postgres")).get("POSTGRES_PASSWORD")));
    }

    @Test
    void everyHealthCheckAsksForAPathThatIsThere() {
        applications().forEach((name, service) -> {
            List<?> test = list(map(service.get("healthcheck")).get("test"));
            String port = environment(service).get("SERVER_PORT");
            assertThat(test)
                    .as("health check of %s", name)
                    .isEqualTo(List.of(
                            "CMD", "curl", "--fail", "--silent", "http://localhost:" + port + "/actuator/health"));
            assertThat(read(module(service).resolve("pom.xml"))).contains("spring-boot-starter-actuator");
            assertThat(defaults(service).keySet())
                    .as("%s must leave the health check where it is", name)
                    .doesNotContain("management.server.port", "management.endpoints.web.base-path");
            assertThat(text(defaults(service).getOrDefault("management.endpoints.web.exposure.include", "health")))
                    .as("endpoints of %s", name)
                    .contains("health");
        });
    }

    @Test
    void startsInAnOrderThatCanEnd() {
        services.forEach((name, service) -> {
            Object dependsOn = service.get("depends_on");
            if (dependsOn != null) {
                map(dependsOn).forEach((other, condition) -> {
                    assertThat(services).as("%s waits for %s", name, other).containsKey(text(other));
                    assertThat(text(map(condition).get("condition"))).isEqualTo("service_healthy");
                    assertThat(services.get(text(other))).containsKey("healthcheck");
                });
            }
        });
        assertThat(map(services.get("routes").get("depends_on")).keySet().stream()
                        .map(ComposeFileTest::text)
                        .collect(Collectors.toSet()))
                .isEqualTo(services.keySet().stream()
                        .filter(name -> !name.equals("routes"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyMountedFileAndVolumeIsThere() {
        services.forEach((name, service) -> {
            for (Object volume : list(service.get("volumes"))) {
                String source = text(volume).split(":", 2)[0];
                if (source.startsWith(".")) {
                    assertThat(ROOT.resolve(source)).as("volume of %s", name).exists();
                } else {
                    assertThat(map(compose.get("volumes")).containsKey(source))
                            .as("volume %s of %s is declared", source, name)
                            .isTrue();
                }
            }
        });
    }

    private Map<String, Map<String, Object>> applications() {
        Map<String, Map<String, Object>> applications = new TreeMap<>(services);
        applications.remove("postgres");
        applications.remove("kafka");
        return applications;
    }

    private static Path module(Map<String, Object> service) {
        Path module =
                ROOT.resolve(text(map(map(service.get("build")).get("args")).get("MODULE")));
        assertThat(module).isDirectory();
        return module;
    }

    private static Map<String, String> environment(Map<String, Object> service) {
        Map<String, String> environment = new TreeMap<>();
        map(service.get("environment")).forEach((name, value) -> environment.put(text(name), text(value)));
        return environment;
    }

    /** The application's own settings, flat. */
    private static Map<String, Object> defaults(Map<String, Object> service) {
        Map<String, Object> flat = new HashMap<>();
        // those of profiles too
        for (Object document :
                new Yaml().loadAll(read(module(service).resolve("src/main/resources/application.yml")))) {
            flatten("", document, flat);
        }
        return flat;
    }

    private static void flatten(String prefix, Object node, Map<String, Object> into) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(prefix.isEmpty() ? text(key) : prefix + "." + key, value, into));
        } else {
            into.put(prefix, node);
        }
    }

    /** The properties that records with {@code @ConfigurationProperties} declare. */
    private static Set<String> configurationProperties(Path module) {
        Pattern declaration = Pattern.compile(
                "@ConfigurationProperties\\(\"([a-z.]+)\"\\)\\s+(?:public )?record \\w+\\((.*?)\\)\\s*\\{",
                Pattern.DOTALL);
        Pattern component = Pattern.compile("(\\w+)\\s*(?:,|$)");
        Set<String> properties = new TreeSet<>();
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                Matcher found = declaration.matcher(read(file));
                while (found.find()) {
                    Matcher names = component.matcher(found.group(2));
                    while (names.find()) {
                        properties.add(found.group(1) + "." + names.group(1));
                    }
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return properties;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    private static Map<?, ?> map(Object node) {
        return node == null ? Map.of() : (Map<?, ?>) node;
    }

    private static List<?> list(Object node) {
        return node == null ? List.of() : (List<?>) node;
    }

    private static String text(Object node) {
        return String.valueOf(node);
    }
}
