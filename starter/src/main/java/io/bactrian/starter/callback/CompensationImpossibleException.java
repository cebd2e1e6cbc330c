package io.bactrian.starter.callback;

/**
 * Thrown by a compensation (or completion) route that knows it can never succeed. The coordinator records
 * {@code FailedToCompensate} (or {@code FailedToComplete}) and does not ask again: a person has to look at it. Every other
 * exception means "not now" and is repeated.
 */
public class CompensationImpossibleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CompensationImpossibleException(String message) {
        super(message);
    }

    public CompensationImpossibleException(String message, Throwable cause) {
        super(message, cause);
    }
}
