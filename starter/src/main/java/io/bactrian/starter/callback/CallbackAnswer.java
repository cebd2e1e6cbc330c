package io.bactrian.starter.callback;

import org.jspecify.annotations.Nullable;

/**
 * What is answered to the coordinator.
 *
 * @param meaning what became of the callback
 * @param status what that is in HTTP
 * @param body LRA participant status, or a sentence for whoever reads the coordinator's log
 * @param location where to poll, with a 202
 */
public record CallbackAnswer(
        Meaning meaning, int status, String body, @Nullable String location) {

    /** What became of a callback. */
    public enum Meaning {
        /** It has run and succeeded. */
        DONE,
        /** It runs. */
        RUNNING,
        /** Its route knows that it can never succeed. */
        IMPOSSIBLE,
        /** It ran and failed, and may succeed another time. */
        FAILED,
        /** It cannot be run just now. */
        LATER,
        /** It belongs to no step that this application could have begun. */
        UNKNOWN,
        /** Its step's endpoint is not there; it may come back with the next deployment. */
        MISSING,
        /** Its participant has ended this way already: a repeat, by whomever. */
        STALE,
        /** It is not the coordinator's. */
        FORGED
    }

    static CallbackAnswer done(CallbackKind kind) {
        return new CallbackAnswer(Meaning.DONE, 200, kind.done(), null);
    }

    static CallbackAnswer running(CallbackKind kind, @Nullable String statusLink) {
        return new CallbackAnswer(Meaning.RUNNING, 202, kind.running(), statusLink);
    }

    /** The LRA specification lets a participant say this with 500, and stock coordinators read it only there. */
    static CallbackAnswer impossible(CallbackKind kind) {
        return new CallbackAnswer(Meaning.IMPOSSIBLE, 500, kind.impossible(), null);
    }

    static CallbackAnswer failed(String why) {
        return new CallbackAnswer(Meaning.FAILED, 500, why, null);
    }

    static CallbackAnswer later(String why) {
        return new CallbackAnswer(Meaning.LATER, 503, why, null);
    }

    static CallbackAnswer unknown(String why) {
        return new CallbackAnswer(Meaning.UNKNOWN, 404, why, null);
    }

    static CallbackAnswer missing(String why) {
        return new CallbackAnswer(Meaning.MISSING, 404, why, null);
    }

    static CallbackAnswer stale(String why) {
        return new CallbackAnswer(Meaning.STALE, 403, why, null);
    }

    static CallbackAnswer forged(String why) {
        return new CallbackAnswer(Meaning.FORGED, 403, why, null);
    }

    /** The same, told to somebody who asked for it. */
    CallbackAnswer asStatus() {
        return new CallbackAnswer(meaning, 200, body, null);
    }

    boolean succeeded() {
        return meaning == Meaning.DONE;
    }
}
