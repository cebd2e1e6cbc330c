package io.bactrian.starter.callback;

/** What a coordinator asks of a participant, with the LRA words for how it stands. */
public enum CallbackKind {
    COMPENSATE(StepRun.Phase.COMPENSATION, "compensate", "Compensating", "Compensated", "FailedToCompensate"),
    COMPLETE(StepRun.Phase.COMPLETION, "complete", "Completing", "Completed", "FailedToComplete");

    private final StepRun.Phase phase;
    private final String path;
    private final String running;
    private final String done;
    private final String impossible;

    CallbackKind(StepRun.Phase phase, String path, String running, String done, String impossible) {
        this.phase = phase;
        this.path = path;
        this.running = running;
        this.done = done;
        this.impossible = impossible;
    }

    StepRun.Phase phase() {
        return phase;
    }

    /** The verb on the wire. */
    public String path() {
        return path;
    }

    /** It is being done. */
    public String running() {
        return running;
    }

    /** It has been done. */
    public String done() {
        return done;
    }

    /** It will never be done. */
    public String impossible() {
        return impossible;
    }
}
