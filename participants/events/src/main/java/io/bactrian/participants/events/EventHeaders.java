package io.bactrian.participants.events;

/** The names of a record's headers: CloudEvents' Kafka binding, what links the events of a flow, and what a dead letter adds. */
final class EventHeaders {

    static final String SPEC_VERSION = "ce_specversion";
    static final String ID = "ce_id";
    static final String TYPE = "ce_type";
    static final String SOURCE = "ce_source";
    static final String TIME = "ce_time";
    static final String CONTENT_TYPE = "content-type";
    static final String CORRELATION_ID = "correlation_id";
    static final String CAUSATION_ID = "causation_id";

    static final String DEAD_REASON = "dead_letter_reason";
    static final String DEAD_CONSUMER = "dead_letter_consumer";
    static final String DEAD_ATTEMPTS = "dead_letter_attempts";
    static final String DEAD_TIME = "dead_letter_time";
    static final String DEAD_TOPIC = "dead_letter_topic";
    static final String DEAD_PARTITION = "dead_letter_partition";
    static final String DEAD_OFFSET = "dead_letter_offset";

    private EventHeaders() {}
}
