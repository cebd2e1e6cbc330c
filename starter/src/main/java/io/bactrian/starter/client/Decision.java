package io.bactrian.starter.client;

import java.util.Set;

/** What a saga can be asked to become. */
public enum Decision {
    /** All steps are done: complete them. */
    CLOSE("close", Set.of("Closed", "Closing", "FailedToClose")),
    /** Undo every step that began. */
    CANCEL("cancel", Set.of("Cancelled", "Cancelling", "FailedToCancel"));

    private final String verb;
    private final Set<String> fulfilled;

    Decision(String verb, Set<String> fulfilled) {
        this.verb = verb;
        this.fulfilled = fulfilled;
    }

    /** The last segment of the request's path, and the word for people. */
    public String verb() {
        return verb;
    }

    /** Whether a saga in this LRA status has been decided this way; an empty text is taken for yes. */
    boolean fulfilledBy(String status) {
        return status.isEmpty() || fulfilled.contains(status);
    }
}
