package io.bactrian.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bactrian.cli.http.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The state of the system in a file, always whole: written beside and moved into place. */
final class StateFile {

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    /** Held from reading until writing, so that no command undoes what another one has written in between. */
    CommandLock lock() {
        return CommandLock.take(file.resolveSibling("system.lock"));
    }

    /** Empty when no system is remembered; another command may forget it at any instant. */
    Optional<SystemState> read() {
        try {
            JsonNode root = Http.JSON.readTree(Files.readAllBytes(file));
            Map<Part, Integer> ports = new EnumMap<>(Part.class);
            Map<Part, PartProcess> processes = new EnumMap<>(Part.class);
            for (Part part : Part.values()) {
                JsonNode node = root.path("parts").path(part.label());
                ports.put(part, node.path("port").asInt());
                if (node.hasNonNull("pid")) {
                    Instant startedAt = Instant.parse(node.path("startedAt").asText());
                    processes.put(part, new PartProcess(part, node.path("pid").asLong(), startedAt));
                }
            }
            return Optional.of(new SystemState(
                    Sample.valueOf(root.path("sample").asText()),
                    Engine.valueOf(root.path("engine").asText()),
                    new Ports(ports),
                    Path.of(root.path("data").asText()),
                    processes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    file + " cannot be read; end what still runs by hand and delete the file", e);
        }
    }

    void write(SystemState state) {
        ObjectNode root = Http.JSON.createObjectNode();
        root.put("sample", state.sample().name());
        root.put("engine", state.engine().name());
        root.put("data", state.data().toString());
        ObjectNode parts = root.putObject("parts");
        for (Part part : Part.values()) {
            ObjectNode node = parts.putObject(part.label());
            node.put("port", state.ports().of(part));
            PartProcess process = state.processes().get(part);
            if (process != null) {
                node.put("pid", process.pid());
                node.put("startedAt", process.startedAt().toString());
            }
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(beside, root.toPrettyString());
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remember the system in " + file, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }
}
