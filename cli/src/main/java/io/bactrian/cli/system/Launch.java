package io.bactrian.cli.system;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The command line of a part: a small, quickly started JVM and the embedded defaults spelled out. */
final class Launch {

    private static final Set<Part> SPEAK_KAFKA = Set.of(Part.COORDINATOR, Part.SHIPPING, Part.ROUTES);
    private static final List<Part> BY_EVENTS_ALONE =
            List.of(Part.QUOTES, Part.POLICIES, Part.BILLING, Part.NOTIFICATIONS, Part.FOLLOW_UPS);

    /** A system that is started to be killed has no time to wait for consumers that died; Kafka's own limit is 45 s. */
    private static final int TAKEN_FOR_DEAD_MILLIS = 6_000;

    /** A message ends the wait; without one, consumers ask again half as often as by Kafka's own limit of half a second. */
    private static final int ASK_AGAIN_MILLIS = 1_000;

    private static final List<String> CAMEL_CONSUMERS = List.of(
            "--camel.component.kafka.session-timeout-ms=" + TAKEN_FOR_DEAD_MILLIS,
            "--camel.component.kafka.fetch-wait-max-ms=" + ASK_AGAIN_MILLIS);
    private static final List<String> SPRING_CONSUMERS = List.of(
            "--spring.kafka.consumer.properties.session.timeout.ms=" + TAKEN_FOR_DEAD_MILLIS,
            "--spring.kafka.consumer.fetch-max-wait=" + ASK_AGAIN_MILLIS + "ms");

    private final Installation installation;
    private final Sample sample;
    private final Engine engine;
    private final Ports ports;
    private final Path data;
    private final Unpacked unpacked;

    Launch(Installation installation, Unpacked unpacked, Sample sample, Engine engine, Ports ports, Path data) {
        this.installation = installation;
        this.sample = sample;
        this.engine = engine;
        this.ports = ports;
        this.data = data;
        this.unpacked = unpacked;
    }

    /** The JVM this one runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Whether arguments are those of this part of this system, and of no other program. */
    static boolean starts(Part part, Ports ports, Path data, List<String> arguments) {
        int port = ports.of(part);
        return (arguments.contains("--port=" + port) || arguments.contains("--server.port=" + port))
                && arguments.stream().anyMatch(argument -> argument.contains(data + File.separator));
    }

    List<String> command(Part part) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xss512k",
                "-Xmx" + part.heapMegabytes() + "m",
                "-Xmn32m",
                "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                "-XX:+UseTransparentHugePages", // a start touches much new memory
                "-XX:MetaspaceSize=96m", // no collection of all that is on its way up
                "-Dspring.backgroundpreinitializer.ignore=true", // no processor is free while all start
                "-Dfile.encoding=UTF-8"));
        Path jar = installation.jar(part, engine);
        if (part == Part.COORDINATOR && engine == Engine.NARAYANA) {
            command.addAll(List.of("-jar", jar.toString()));
            command.addAll(narayana());
            return command;
        }
        command.addAll(List.of("-jar", unpacked.of(jar).toString()));
        command.addAll(part == Part.BROKER ? broker() : spring(part));
        return command;
    }

    private List<String> broker() {
        return List.of("--port=" + ports.of(Part.BROKER), "--data=" + data.resolve(Part.BROKER.label()));
    }

    private List<String> narayana() {
        return List.of("--port=" + ports.of(Part.COORDINATOR), "--store=" + data.resolve("narayana"));
    }

    /** The coordinator has no part in the insurance sample, but follows its events and shows them. */
    private List<String> watching() {
        return List.of("--spring.config.additional-location="
                + installation.insuranceFlow().toUri());
    }

    private boolean overKafka() {
        return sample.parts(engine).contains(Part.BROKER);
    }

    private List<String> spring(Part part) {
        List<String> arguments = new ArrayList<>(
                List.of(
                        "--server.port=" + ports.of(part),
                        // not among the system's temporary files: who is killed leaves it behind
                        "--server.tomcat.basedir=" + data.resolve("tomcat").resolve(part.label()),
                        // no file of traces: Spring looks for orderId before order_id, and each miss would be a stack
                        // trace there
                        "--spring.datasource.url=jdbc:h2:file:" + data.resolve(part.label())
                                + ";WRITE_DELAY=0;LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;TRACE_LEVEL_FILE=0"));
        if (overKafka() && SPEAK_KAFKA.contains(part)) {
            arguments.add("--spring.kafka.bootstrap-servers=" + ports.broker());
            arguments.addAll(SPRING_CONSUMERS);
        }
        if (part == Part.COORDINATOR) {
            arguments.add("--bactrian.kafka.enabled=" + overKafka());
            if (sample == Sample.INSURANCE) {
                arguments.addAll(watching());
            }
            return arguments;
        }
        if (BY_EVENTS_ALONE.contains(part)) {
            arguments.add("--camel.component.kafka.brokers=" + ports.broker());
            arguments.addAll(CAMEL_CONSUMERS);
            return arguments;
        }
        if (overKafka() && part == Part.SHIPPING) {
            arguments.add("--spring.profiles.active=kafka");
            arguments.addAll(CAMEL_CONSUMERS);
        }
        if (overKafka() && part == Part.ORDERS) {
            arguments.addAll(
                    List.of("--bactrian.events.enabled=true", "--camel.component.kafka.brokers=" + ports.broker()));
        }
        arguments.add("--camel.lra.coordinator-url=" + ports.url(Part.COORDINATOR));
        arguments.add("--camel.lra.local-participant-url=" + ports.url(part));
        if (part == Part.ROUTES) {
            if (overKafka()) {
                arguments.add("--shipping.over=kafka");
            }
            for (Part service : List.of(Part.INVENTORY, Part.PAYMENT, Part.ORDERS, Part.SHIPPING)) {
                arguments.add("--" + service.label().toLowerCase(Locale.ROOT) + ".url=" + ports.url(service));
            }
        }
        return arguments;
    }
}
