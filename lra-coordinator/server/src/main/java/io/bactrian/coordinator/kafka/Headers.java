package io.bactrian.coordinator.kafka;

/** Names of the headers of commands and answers (docs/protocol.md, D); their values are UTF-8 text. */
final class Headers {

    static final String LRA = "Long-Running-Action";
    static final String RECOVERY = "Long-Running-Action-Recovery";
    static final String PARENT = "Long-Running-Action-Parent";
    static final String COMMAND = "Bactrian-Command";
    static final String PARTICIPANT = "Bactrian-Participant";
    static final String ATTEMPT = "Bactrian-Attempt";
    static final String REPLY_TOPIC = "Bactrian-Reply-Topic";
    static final String REPLY_TOKEN = "Bactrian-Reply-Token";
    static final String SAGA_STATUS = "Bactrian-Saga-Status";
    static final String STATUS = "Bactrian-Status";
    static final String RETRY_AFTER = "Bactrian-Retry-After";
    static final String REASON = "Bactrian-Reason";
    static final String PLACE = "Bactrian-Place";

    private Headers() {}
}
