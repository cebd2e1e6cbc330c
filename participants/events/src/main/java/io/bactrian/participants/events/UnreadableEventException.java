package io.bactrian.participants.events;

/** An event that no retry makes readable: it goes to the dead-letter topic at once. */
public final class UnreadableEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what must be there and what was */
    public UnreadableEventException(String message) {
        super(message);
    }

    UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
