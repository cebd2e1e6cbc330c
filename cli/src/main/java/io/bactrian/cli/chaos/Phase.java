package io.bactrian.cli.chaos;

/** What a saga was about to do when something was killed. */
public enum Phase {
    /** Its next step was joining. */
    JOIN,
    /** A step had joined and its action was not done. */
    ACTION,
    /** All was done, or a step was refused, and the saga was neither closed nor cancelled. */
    DECISION,
    /** It was cancelled and the next step was being asked to compensate. */
    COMPENSATION,
    /** It was closed and its steps were being told. */
    COMPLETION,
    /** A participant had done what it was asked and the coordinator had not written it down. */
    RECORD
}
