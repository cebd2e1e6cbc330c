package io.bactrian.starter.kafka;

/** The reply says that the command failed. */
public final class RequestRefusedException extends RequestException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RequestRefusedException(String topic, String reason) {
        super("the command on topic " + topic + " failed: " + reason, topic, null);
        this.reason = reason;
    }

    /** The body of the reply: why, in the words of whoever failed; empty when there are none. */
    public String reason() {
        return reason;
    }
}
