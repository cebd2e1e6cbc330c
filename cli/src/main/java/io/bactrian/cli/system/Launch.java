package io.bactrian.cli.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command line of a part: a small, quickly started JVM and the embedded defaults spelled out. */
final class Launch {

    private final Installation installation;
    private final Engine engine;
    private final Ports ports;
    private final Path data;
    private final Unpacked unpacked;

    Launch(Installation installation, Unpacked unpacked, Engine engine, Ports ports, Path data) {
        this.installation = installation;
        this.engine = engine;
        this.ports = ports;
        this.data = data;
        this.unpacked = unpacked;
    }

    /** The JVM this one runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    List<String> command(Part part) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xss512k",
                "-Xmx" + part.heapMegabytes() + "m",
                "-Dfile.encoding=UTF-8",
                "-jar"));
        Path jar = installation.jar(part, engine);
        if (part == Part.COORDINATOR && engine == Engine.NARAYANA) {
            command.add(jar.toString());
            command.addAll(narayana());
        } else {
            command.add(unpacked.of(jar).toString());
            command.addAll(spring(part));
        }
        return command;
    }

    private List<String> narayana() {
        return List.of("--port=" + ports.of(Part.COORDINATOR), "--store=" + data.resolve("narayana"));
    }

    private List<String> spring(Part part) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + ports.of(part),
                "--spring.datasource.url=jdbc:h2:file:" + data.resolve(part.label())
                        + ";WRITE_DELAY=0;LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE"));
        if (part == Part.COORDINATOR) {
            return arguments;
        }
        arguments.add("--camel.lra.coordinator-url=" + ports.url(Part.COORDINATOR));
        arguments.add("--camel.lra.local-participant-url=" + ports.url(part));
        if (part == Part.ROUTES) {
            for (Part service : List.of(Part.INVENTORY, Part.PAYMENT, Part.ORDERS, Part.SHIPPING)) {
                arguments.add("--" + service.label().toLowerCase(Locale.ROOT) + ".url=" + ports.url(service));
            }
        }
        return arguments;
    }
}
