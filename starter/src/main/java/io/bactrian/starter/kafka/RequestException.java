package io.bactrian.starter.kafka;

import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/** A command that was not carried out, as far as its sender knows. Leaving a {@code saga()} block, it compensates the saga. */
public abstract sealed class RequestException extends RuntimeCamelException
        permits RequestNotSentException, RequestTimedOutException, RequestRefusedException {

    private static final long serialVersionUID = 1L;

    private final String topic;

    RequestException(String message, String topic, @Nullable Throwable cause) {
        super(message, cause);
        this.topic = topic;
    }

    /** Where the command was sent, or would have been. */
    public String topic() {
        return topic;
    }
}
