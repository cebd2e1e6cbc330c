package io.bactrian.starter.callback;

/** What a coordinator asks of a participant, with the LRA words for how it stands. */
public enum CallbackKind {
    COMPENSATE("compensate", "Compensating", "Compensated", "FailedToCompensate"),
    COMPLETE("complete", "Completing", "Completed", "FailedToComplete");

    private final String path;
    private final String running;
    private final String done;
    private final String impossible;

    CallbackKind(String path, String running, String done, String impossible) {
        this.path = path;
        this.running = running;
        this.done = done;
        this.impossible = impossible;
    }

    String path() {
        return path;
    }

    String running() {
        return running;
    }

    String done() {
        return done;
    }

    String impossible() {
        return impossible;
    }
}
