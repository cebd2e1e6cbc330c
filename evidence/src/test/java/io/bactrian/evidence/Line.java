package io.bactrian.evidence;

import java.util.function.Supplier;

/** An application whose way to the coordinator fails on demand; one scenario at a time. */
final class Line {

    private final Relay relay;
    private final CamelApp app;

    private Line(Relay relay, CamelApp app) {
        this.relay = relay;
        this.app = app;
    }

    static Line to(Engine engine, Coordinator coordinator) {
        Relay relay = new Relay(coordinator.port());
        // well below the 20 s of silence after which the coordinator takes the application for dead
        return new Line(relay, CamelApp.start(engine, relay.root(), "bactrian.client.give-up-after=4s"));
    }

    /** Plays a scenario on this line; the line works again when it is over. */
    synchronized <R> R play(Supplier<R> scenario) {
        try {
            return scenario.get();
        } finally {
            relay.works();
        }
    }

    Relay relay() {
        return relay;
    }

    CamelApp app() {
        return app;
    }
}
