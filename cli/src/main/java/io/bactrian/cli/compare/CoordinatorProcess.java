package io.bactrian.cli.compare;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import io.bactrian.cli.system.Sample;
import io.bactrian.cli.system.Startup;
import io.bactrian.cli.terminal.Terminal;
import java.io.Closeable;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;

/** One coordinator, of either engine, as a process of its own that can be killed and started again on the same data. */
public final class CoordinatorProcess implements Closeable {

    private final LocalSystem system;
    private final Startup startup;
    private final Http http;
    private final Clock clock;

    private CoordinatorProcess(LocalSystem system, Startup startup, Http http, Clock clock) {
        this.system = system;
        this.startup = startup;
        this.http = http;
        this.clock = clock;
    }

    /**
     * A coordinator on a free port that does not run yet.
     *
     * @param home the folder with the built modules
     * @param state where this coordinator's data and log go; used by no other
     */
    public static CoordinatorProcess planned(Path home, Path state, Engine engine, Clock clock) {
        Installation installation = new Installation(home, state);
        Http http = new Http();
        Terminal silent = new Terminal(new PrintWriter(Writer.nullWriter()), false);
        LocalSystem system = LocalSystem.planned(
                installation,
                http,
                Sample.ORDERS_OVER_HTTP, // no broker runs beside it
                engine,
                Ports.free(new Random()),
                state.resolve("data"));
        return new CoordinatorProcess(system, new Startup(installation, system, silent, clock), http, clock);
    }

    public Engine engine() {
        return system.engine();
    }

    /** The base of the LRA protocol. */
    public String url() {
        return system.ports().coordinator();
    }

    public LraClient client() {
        return new LraClient(http, url());
    }

    Clock clock() {
        return clock;
    }

    public void kill() {
        system.kill(Part.COORDINATOR);
    }

    /** Starts it (again) and waits until it answers. */
    public void start() {
        system.start(Part.COORDINATOR);
        startup.await(Part.COORDINATOR);
    }

    /** Kills it for good. */
    @Override
    public void close() {
        system.abandon();
    }
}
