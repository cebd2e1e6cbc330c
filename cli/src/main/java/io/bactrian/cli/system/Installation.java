package io.bactrian.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where the built parts lie and where state is kept.
 *
 * @param home the folder with the modules
 * @param state the folder for data, logs and the list of processes
 */
public record Installation(Path home, Path state) {

    Path stateFile() {
        return state.resolve("system.json");
    }

    /** Held by the command that is starting a system, whose system ends with it, or that sends orders to one. */
    public Path ownerLock() {
        return state.resolve("owner.lock");
    }

    /** Shared by all systems of this home, also by those with their state elsewhere. */
    Path unpacked() {
        return home.resolve(".bactrian").resolve("unpacked");
    }

    /** How the events of the insurance sample should follow one another. */
    Path insuranceFlow() {
        return home.resolve("participants").resolve("insurance").resolve("flow.yml");
    }

    public Path logs() {
        return state.resolve("logs");
    }

    public Path log(Part part) {
        return logs().resolve(part.label() + ".log");
    }

    /** Data that last until {@code up --fresh}; sagas of one engine mean nothing to the other. */
    public Path lastingData(Engine engine) {
        return state.resolve("data").resolve(engine.toString());
    }

    /** Data of one demo, gone with the next one. */
    public Path demoData() {
        return state.resolve("data").resolve("demo");
    }

    /** The executable jar of a part. */
    public Path jar(Part part, Engine engine) {
        Path target = home.resolve(part.module(engine)).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                return files.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                        .max(Comparator.comparing(file -> file.toFile().lastModified()))
                        .orElseThrow(() -> missing(part, target));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot look for the jar of " + part.label() + " in " + target, e);
            }
        }
        throw missing(part, target);
    }

    private static IllegalStateException missing(Part part, Path target) {
        return new IllegalStateException("The executable jar of " + part.label() + " is not in " + target
                + ": build it with ./mvnw -q -DskipTests package");
    }
}
