package io.bactrian.participants.events;

/** Kafka has not acknowledged a record. */
final class NotSentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotSentException(String topic, Throwable cause) {
        super("Kafka did not take a record for topic " + topic + ": " + cause.getMessage(), cause);
    }

    /** Whether any cause is of a class: Camel and Kafka wrap what happened. */
    boolean isCausedBy(Class<? extends Throwable> type) {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
