package io.bactrian.starter.kafka;

/**
 * The broker has not taken the command in time. It may still do so a little later: whoever gets it then finds a saga that is being
 * compensated, and cannot join it.
 */
public final class RequestNotSentException extends RequestException {

    private static final long serialVersionUID = 1L;

    RequestNotSentException(String topic, String why, Throwable cause) {
        super("the command could not be sent to topic " + topic + ": " + why, topic, cause);
    }
}
