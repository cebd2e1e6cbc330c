package io.bactrian.coordinator.kafka;

/** A record on the reply topic that is no answer; the message says what is wrong with it. */
final class UnreadableReply extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableReply(String message) {
        super(message);
    }
}
