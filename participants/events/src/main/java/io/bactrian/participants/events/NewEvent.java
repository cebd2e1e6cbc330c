package io.bactrian.participants.events;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event to be published; {@link Outbox} adds id, source and time.
 *
 * @param type what happened, in the past tense
 * @param correlationId what all events of one flow have in common
 * @param causationId the id of the event that caused this one, {@code null} for the first of a flow
 * @param data names and values that Jackson can write, in this order
 */
public record NewEvent(
        String type, String correlationId, @Nullable String causationId, Map<String, Object> data) {

    /** The first event of a flow. */
    public static NewEvent first(String type, String correlationId) {
        return new NewEvent(type, correlationId, null, Map.of());
    }

    /** An event that would not be there but for the other one. */
    public static NewEvent causedBy(Event cause, String type) {
        return new NewEvent(type, cause.correlationId(), cause.id(), Map.of());
    }

    public NewEvent with(String name, Object value) {
        Map<String, Object> longer = new LinkedHashMap<>(data);
        longer.put(name, value);
        return new NewEvent(type, correlationId, causationId, longer);
    }
}
