package io.bactrian.coordinator.ledger;

/** The kinds of lines in a saga's timeline. */
public enum EventKind {
    STARTED,
    JOINED,
    REJOINED,
    LEFT,
    LIMITED,
    CLOSING,
    CANCELLING,
    CALLED,
    SENT,
    UNDELIVERED,
    COMPENSATED,
    COMPLETED,
    IN_PROGRESS,
    ATTEMPT_FAILED,
    FAILED_FOR_GOOD,
    PARKED,
    HEARD,
    STEP_DONE,
    STEP_FAILED,
    RETRIED,
    RESOLVED,
    LATE_ANSWER,
    ENDED
}
