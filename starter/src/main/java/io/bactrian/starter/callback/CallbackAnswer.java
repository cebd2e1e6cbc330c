package io.bactrian.starter.callback;

import org.jspecify.annotations.Nullable;

/**
 * What is answered to the coordinator.
 *
 * @param status HTTP status
 * @param body LRA participant status, or a sentence for whoever reads the coordinator's log
 * @param location where to poll, with a 202
 */
record CallbackAnswer(int status, String body, @Nullable String location) {

    static CallbackAnswer done(CallbackKind kind) {
        return new CallbackAnswer(200, kind.done(), null);
    }

    static CallbackAnswer running(CallbackKind kind, String statusUrl) {
        return new CallbackAnswer(202, kind.running(), statusUrl);
    }

    /** The LRA specification lets a participant say this with 500, and stock coordinators read it only there. */
    static CallbackAnswer impossible(CallbackKind kind) {
        return new CallbackAnswer(500, kind.impossible(), null);
    }

    static CallbackAnswer failed(String why) {
        return new CallbackAnswer(500, why, null);
    }

    static CallbackAnswer later(String why) {
        return new CallbackAnswer(503, why, null);
    }

    static CallbackAnswer unknown(String why) {
        return new CallbackAnswer(404, why, null);
    }

    static CallbackAnswer forbidden(String why) {
        return new CallbackAnswer(403, why, null);
    }

    boolean succeeded() {
        return status == 200;
    }
}
