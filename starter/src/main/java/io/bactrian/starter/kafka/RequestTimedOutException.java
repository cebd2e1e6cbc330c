package io.bactrian.starter.kafka;

import java.time.Duration;

/** The command was sent, and no reply came in time: it may be carried out, now or later. */
public final class RequestTimedOutException extends RequestException {

    private static final long serialVersionUID = 1L;

    RequestTimedOutException(String topic, Duration timeout, Throwable cause) {
        super("no reply to the command on topic " + topic + " within " + timeout.toMillis() + " ms", topic, cause);
    }
}
