package io.bactrian.coordinator.saga;

/** The LRA status of a saga (MicroProfile LRA 2.0, "LRA states"). */
public enum SagaStatus {
    /** Open: steps may join, nothing is decided. */
    ACTIVE("Active", "RUNNING"),
    /** Decided to close; participants are being asked to complete. */
    CLOSING("Closing", "COMPLETING"),
    /** Closed: every participant completed. */
    CLOSED("Closed", "COMPLETED"),
    /** Decided to cancel; participants are being asked to compensate, in reverse order of joining. */
    CANCELLING("Cancelling", "COMPENSATING"),
    /** Cancelled: every participant compensated. */
    CANCELLED("Cancelled", "COMPENSATED"),
    /** At least one participant said that it cannot complete. */
    FAILED_TO_CLOSE("FailedToClose", "FAILED"),
    /** At least one participant said that it cannot compensate. */
    FAILED_TO_CANCEL("FailedToCancel", "FAILED");

    private final String wire;
    private final String plain;

    SagaStatus(String wire, String plain) {
        this.wire = wire;
        this.plain = plain;
    }

    /** The word of the LRA protocol, for example {@code FailedToCancel}. */
    public String wire() {
        return wire;
    }

    /** The word people read: RUNNING, COMPLETING, COMPLETED, COMPENSATING, COMPENSATED or FAILED. */
    public String plain() {
        return plain;
    }

    /** No participant is asked to complete or compensate any more, unless a parent saga reopens a closed child. */
    public boolean isEnded() {
        return this == CLOSED || this == CANCELLED || this == FAILED_TO_CLOSE || this == FAILED_TO_CANCEL;
    }

    /** On the way to, or arrived at, what a close asks for. */
    public boolean isClosingSide() {
        return this == CLOSING || this == CLOSED || this == FAILED_TO_CLOSE;
    }

    /** On the way to, or arrived at, what a cancel asks for. */
    public boolean isCancellingSide() {
        return this == CANCELLING || this == CANCELLED || this == FAILED_TO_CANCEL;
    }

    /**
     * The status of a protocol word.
     *
     * @throws IllegalArgumentException when {@code word} is none; the text lists the words that are
     */
    public static SagaStatus ofWire(String word) {
        for (SagaStatus status : values()) {
            if (status.wire.equals(word)) {
                return status;
            }
        }
        throw new IllegalArgumentException("Status must be one of Active, Closing, Closed, Cancelling, Cancelled,"
                + " FailedToClose, FailedToCancel, was " + word);
    }
}
