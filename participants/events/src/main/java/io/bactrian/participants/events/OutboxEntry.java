package io.bactrian.participants.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A record for Kafka that waits in the outbox. */
record OutboxEntry(String topic, String recordKey, Map<String, String> headers, JsonNode data) {}
