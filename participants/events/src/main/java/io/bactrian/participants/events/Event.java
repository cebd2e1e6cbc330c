package io.bactrian.participants.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a service, as it came from Kafka.
 *
 * @param id unique within its source ({@code ce_id})
 * @param type what happened, in the past tense: {@code PolicyCreated} ({@code ce_type})
 * @param source who says so ({@code ce_source})
 * @param time when it happened, or when Kafka got it if the event does not say ({@code ce_time})
 * @param correlationId what all events of one flow have in common ({@code correlation_id}); the event's own id if it does not say
 * @param causationId the {@link #id} of the event that caused this one, {@code null} for the first of a flow ({@code causation_id})
 * @param data a JSON object
 */
public record Event(
        String id,
        String type,
        String source,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        JsonNode data) {

    public boolean is(String wanted) {
        return type.equals(wanted);
    }

    /**
     * A text of the data.
     *
     * @throws UnreadableEventException if it is missing, empty or no text
     */
    public String text(String name) {
        JsonNode value = data.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new UnreadableEventException(
                    "%s of %s %s must be a text, was %s".formatted(name, type, id, shown(value)));
        }
        return value.textValue();
    }

    /**
     * A whole number of the data.
     *
     * @throws UnreadableEventException if it is missing or no whole number that fits a {@code long}
     */
    public long number(String name) {
        JsonNode value = data.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new UnreadableEventException(
                    "%s of %s %s must be a whole number, was %s".formatted(name, type, id, shown(value)));
        }
        return value.longValue();
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }

    @Override
    public String toString() {
        return "%s %s of %s".formatted(type, id, correlationId);
    }
}
