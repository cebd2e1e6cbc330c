package io.bactrian.starter.kafka;

/** A topic that is needed is not there, or nobody can tell. */
final class TopicMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicMissingException(String message, Throwable cause) {
        super(message + " (" + cause + ")", cause);
    }
}
