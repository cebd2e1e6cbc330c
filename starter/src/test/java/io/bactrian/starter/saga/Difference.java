package io.bactrian.starter.saga;

/**
 * What is not the same on a stock coordinator. Each has its row in {@code starter/RATIONALE.md} and tests that show it on
 * both kinds, see {@link Differs}; everything else is the same on both.
 */
public enum Difference {
    /** How many requests the begin of a saga takes. */
    BEGIN,
    /** What becomes of the undecided sagas of a killed application. */
    KILLED_APPLICATION,
    /** How large the options of a step may be. */
    OPTIONS_OVER_6000,
    /** How large the results of a step may be. */
    RESULTS_OVER_6000,
    /** What proves a callback without a secret. */
    CALLBACKS_WITHOUT_SECRET,
    /** What the caller of a saga that ran out of time is told. */
    OUT_OF_TIME,
    /** What becomes of a saga whose start got no answer. */
    LOST_START,
    /** Whether people see names, keys, steps and reports. */
    NAMES_AND_REPORTS,
    /** Whether a deployment that lacks a compensation of live sagas is told so. */
    MISSING_ENDPOINTS,
    /** What becomes of a genuine callback that somebody else sends again. */
    REPLAYED_CALLBACK,
    /** Where the trace of a step waits for its callbacks. */
    TRACE_IN_URL,
    /** Whether callbacks can come by topic. */
    CALLBACKS_OVER_KAFKA,
    /** Whether a route can read what other steps have stored. */
    READING_RESULTS
}
