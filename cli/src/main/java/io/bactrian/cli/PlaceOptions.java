package io.bactrian.cli;

import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Ports;
import java.util.Random;
import picocli.CommandLine.Option;

/** Options of the commands that start a system. */
final class PlaceOptions {

    @Option(
            names = "--engine",
            defaultValue = "OURS",
            description = "Which coordinator runs: ours or narayana (default: ours).")
    private Engine engine = Engine.OURS;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            description = "The coordinator's port; routes listen 10 above, participants 11 to 14, follow-ups 15,"
                    + " the broker 20, insurance 21 to 24 (default: 8070).")
    private int portBase = Ports.DEFAULT_BASE;

    @Option(names = "--free-ports", description = "Take any free ports.")
    private boolean freePorts;

    Engine engine() {
        return engine;
    }

    Ports ports() {
        return freePorts ? Ports.free(new Random()) : Ports.from(portBase);
    }
}
