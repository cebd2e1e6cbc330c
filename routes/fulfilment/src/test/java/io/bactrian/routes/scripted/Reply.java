package io.bactrian.routes.scripted;

import java.util.Map;

/** What a scripted service answers. */
public sealed interface Reply {

    Reply OK = of(200, "{}");
    Reply BUSY = of(503, "{'error':'busy'}");
    /** A failure that no client takes for a passing one. */
    Reply NOT_NOW = of(400, "{'error':'not now'}");

    Reply BROKEN = of(500, "{'error':'broken'}");
    Reply SILENCE = new Silence();
    Reply HANG_UP = new HangUp();

    static Reply of(int status, String json) {
        return new Body(status, Map.of("Content-Type", "application/json"), json.replace('\'', '"'));
    }

    record Body(int status, Map<String, String> headers, String text) implements Reply {}

    /** Nothing comes back until the service is reset. */
    record Silence() implements Reply {}

    /** The connection is cut. */
    record HangUp() implements Reply {}
}
