package io.bactrian.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** The processes under measurement, all up for the whole run, with their files in a folder that goes away with them. */
final class Engines implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Engines.class.getName());

    private final Map<Engine, EngineProcess> processes = new ConcurrentHashMap<>();
    private final Path folder;

    private Engines(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit));
    }

    /**
     * Starts all and returns when each answers.
     *
     * @param jars for each engine its executable jar, or the folder with exactly one
     * @param oursOptions more arguments for our coordinator
     */
    static Engines start(
            List<Engine> engines, Map<Engine, Path> jars, List<String> oursOptions, CloseableHttpClient http)
            throws IOException, InterruptedException {
        Engines started = new Engines(Files.createTempDirectory("bactrian-benchmarks"));
        try {
            for (Engine engine : engines) {
                Path data = Files.createDirectory(started.folder.resolve(engine.toString()));
                int port = EngineProcess.freePort();
                List<String> command = new ArrayList<>();
                command.add(jar(engine, jars).toString());
                command.addAll(arguments(engine, port, data));
                if (engine == Engine.OURS) {
                    command.addAll(oursOptions);
                }
                started.processes.put(engine, EngineProcess.start(command, port, data));
            }
            for (EngineProcess process : started.processes.values()) {
                process.awaitReady(http);
            }
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static List<String> arguments(Engine engine, int port, Path data) {
        return switch (engine) {
            case OURS ->
                List.of(
                        "--server.port=" + port,
                        "--bactrian.base-url=http://localhost:" + port,
                        "--spring.datasource.url=jdbc:h2:file:" + data.resolve("ledger")
                                + ";WRITE_DELAY=0;QUERY_CACHE_SIZE=64");
            case NARAYANA -> List.of("--port=" + port, "--store=" + data.resolve("store"));
            case CEILING -> List.of("ceiling", "--port=" + port);
        };
    }

    private static Path jar(Engine engine, Map<Engine, Path> jars) throws IOException {
        Path place = jars.getOrDefault(engine, Path.of(""));
        List<Path> found = new ArrayList<>();
        if (Files.isRegularFile(place)) {
            found.add(place);
        } else if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                files.filter(file -> file.toString().endsWith("-exec.jar")).forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw new IOException("%s needs one executable jar at %s and there are %d: run ./mvnw package first"
                    .formatted(engine, place.toAbsolutePath(), found.size()));
        }
        return found.get(0).toAbsolutePath();
    }

    EngineProcess get(Engine engine) {
        EngineProcess process = processes.get(engine);
        if (process == null) {
            throw new IllegalArgumentException(engine + " is not among the engines of this run");
        }
        return process;
    }

    @Override
    public void close() throws IOException {
        processes.values().forEach(EngineProcess::close);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A run that is interrupted must leave neither a process nor a file behind. */
    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot remove " + folder, e);
        }
    }
}
