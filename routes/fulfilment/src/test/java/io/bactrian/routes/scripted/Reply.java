package io.bactrian.routes.scripted;

/** What a scripted service answers. */
public sealed interface Reply {

    Reply OK = new Body(200, "{}");

    static Reply of(int status, String json) {
        return new Body(status, json.replace('\'', '"'));
    }

    record Body(int status, String json) implements Reply {}

    /** Nothing comes back until the service is reset. */
    record Silence() implements Reply {}

    /** The connection is cut. */
    record HangUp() implements Reply {}
}
