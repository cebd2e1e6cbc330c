package io.bactrian.coordinator.saga;

/** How far the step behind a participant got, as its application reported it. */
public enum StepState {
    /** The step began. */
    RUNNING,
    /** The step's action ended well; its results are kept. */
    DONE,
    /** The step's action failed; its compensation is asked for all the same. */
    FAILED
}
