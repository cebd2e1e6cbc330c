package io.bactrian.cli.system;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is remembered of a system between two commands. Parts without a process are down. */
record SystemState(Sample sample, Engine engine, Ports ports, Path data, Map<Part, PartProcess> processes) {

    SystemState {
        processes = Map.copyOf(processes);
    }

    /** Whether it is the same system, whichever of its parts run. */
    boolean isSame(SystemState other) {
        return sample == other.sample && engine == other.engine && ports.equals(other.ports) && data.equals(other.data);
    }

    /** The running process of a part, empty when it is down. */
    Optional<ProcessHandle> handle(Part part) {
        return Optional.ofNullable(processes.get(part))
                .flatMap(process -> process.handle(arguments -> Launch.starts(part, ports, data, arguments)));
    }

    boolean anyRunning() {
        return parts().stream().anyMatch(part -> handle(part).isPresent());
    }

    List<Part> parts() {
        return sample.parts(engine);
    }

    SystemState with(Part part, @Nullable PartProcess process) {
        Map<Part, PartProcess> changed = new EnumMap<>(Part.class);
        changed.putAll(processes);
        if (process == null) {
            changed.remove(part);
        } else {
            changed.put(part, process);
        }
        return new SystemState(sample, engine, ports, data, changed);
    }
}
