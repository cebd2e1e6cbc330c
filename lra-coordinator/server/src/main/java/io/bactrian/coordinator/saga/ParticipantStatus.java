package io.bactrian.coordinator.saga;

/** The status of one participant (MicroProfile LRA 2.0, "Participant states", and {@link #LEFT}). */
public enum ParticipantStatus {
    /** Enlisted; the saga is undecided. */
    ACTIVE("Active"),
    /** Asked, or to be asked, to compensate. */
    COMPENSATING("Compensating"),
    /** Said that it has compensated, or had nothing to compensate. */
    COMPENSATED("Compensated"),
    /** Said that it cannot compensate. */
    FAILED_TO_COMPENSATE("FailedToCompensate"),
    /** Asked, or to be asked, to complete. */
    COMPLETING("Completing"),
    /** Said that it has completed, or had nothing to complete. */
    COMPLETED("Completed"),
    /** Said that it cannot complete. */
    FAILED_TO_COMPLETE("FailedToComplete"),
    /** Left the saga before the decision; it is not asked for anything. */
    LEFT("Left");

    private final String wire;

    ParticipantStatus(String wire) {
        this.wire = wire;
    }

    /** The word of the LRA protocol. */
    public String wire() {
        return wire;
    }

    /** The participant still owes the saga an answer to compensate or complete. */
    public boolean isOwing() {
        return this == COMPENSATING || this == COMPLETING;
    }

    /**
     * It may have something to undo: it is undecided, or was asked to complete in a nested saga whose parent is cancelled
     * (MicroProfile LRA 2.0, "Nesting LRAs"), also when it could not.
     */
    public boolean mayBeginCompensating() {
        return this == ACTIVE || this == COMPLETED || this == FAILED_TO_COMPLETE;
    }

    /** The participant said that it cannot do what it was asked to. */
    public boolean isFailed() {
        return this == FAILED_TO_COMPENSATE || this == FAILED_TO_COMPLETE;
    }
}
