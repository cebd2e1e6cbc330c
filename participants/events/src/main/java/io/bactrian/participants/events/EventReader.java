package io.bactrian.participants.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Makes an {@link Event} of a message from Kafka, whose headers and value are bytes, or texts where a route made it. */
final class EventReader {

    private static final int LONGEST = 200;

    private final ObjectReader json;

    EventReader(ObjectMapper json) {
        this.json = Exactly.reader(json);
    }

    /** @throws UnreadableEventException if it is none */
    Event read(Message message) {
        String id = required(message, EventHeaders.ID);
        String correlationId = optional(message, EventHeaders.CORRELATION_ID);
        return new Event(
                id,
                required(message, EventHeaders.TYPE),
                required(message, EventHeaders.SOURCE),
                time(message),
                correlationId == null ? id : correlationId,
                optional(message, EventHeaders.CAUSATION_ID),
                data(message));
    }

    private static String required(Message message, String header) {
        String value = optional(message, header);
        if (value == null) {
            throw new UnreadableEventException("header " + header + " is missing");
        }
        return value;
    }

    private static @Nullable String optional(Message message, String header) {
        String value = text(message.getHeader(header));
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() > LONGEST) {
            throw new UnreadableEventException(
                    "header %s must be at most %d characters, was %d".formatted(header, LONGEST, value.length()));
        }
        return value;
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? null : value.toString();
    }

    private static Instant time(Message message) {
        String time = optional(message, EventHeaders.TIME);
        if (time == null) {
            return Instant.ofEpochMilli(message.getMessageTimestamp());
        }
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            throw new UnreadableEventException(
                    "header %s must be a time as of RFC 3339, was \"%s\"".formatted(EventHeaders.TIME, time), e);
        }
    }

    private JsonNode data(Message message) {
        try {
            JsonNode data = tree(message.getBody());
            if (data == null || !data.isObject()) {
                throw new UnreadableEventException(
                        "value must be a JSON object, was " + (data == null ? "missing" : data.getNodeType()));
            }
            return data;
        } catch (IOException e) {
            throw new UnreadableEventException("value is no JSON: " + e.getMessage(), e);
        }
    }

    private @Nullable JsonNode tree(@Nullable Object body) throws IOException {
        if (body instanceof byte[] bytes) {
            return json.readTree(bytes);
        }
        return body instanceof String text ? json.readTree(text) : null;
    }
}
