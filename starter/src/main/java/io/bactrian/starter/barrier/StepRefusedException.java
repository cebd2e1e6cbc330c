package io.bactrian.starter.barrier;

/**
 * A business "no" of an action within {@code policy("once")}: what the action wrote is taken back, the refusal is recorded, and a
 * repeated call gets the same one. Thrown by the application; and by the policy when the recorded answer was one. Any other exception is
 * a fault: nothing is recorded and the call may be repeated.
 */
public class StepRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the HTTP status that says it to a caller, 400 to 599; 409 is the usual one
     * @param message why, in words for the caller; recorded with the step
     */
    public StepRefusedException(int status, String message) {
        super(message);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("the status of a refusal must be 400 to 599, was " + status);
        }
        this.status = status;
    }

    /** The HTTP status that says it to a caller. */
    public int status() {
        return status;
    }
}
