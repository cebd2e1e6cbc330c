package io.bactrian.cli;

import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Ports;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that start a system. */
final class PlaceOptions {

    @Option(names = "--engine", description = "Which coordinator runs: ours or narayana (default: ours).")
    private @Nullable Engine engine;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "The coordinator's port; routes listen 10 above, participants 11 to 14, follow-ups 15,"
                    + " the broker 20, insurance 21 to 24 (default: 8070).")
    private int portBase = Ports.DEFAULT_BASE;

    @Option(names = "--free-ports", description = "Take any free ports.")
    private boolean freePorts;

    Engine engine() {
        return engine == null ? Engine.OURS : engine;
    }

    /**
     * The system that is up, if it runs what was asked for.
     *
     * @throws IllegalStateException when it does not
     */
    LocalSystem fitting(LocalSystem up) {
        if (engine != null && engine != up.engine()) {
            throw new IllegalStateException("A system with --engine " + up.engine()
                    + " is up: leave --engine away, or take it down first with ./bactrian down");
        }
        return up;
    }

    Ports ports() {
        return freePorts ? Ports.free(new Random()) : Ports.from(portBase);
    }
}
