package io.bactrian.coordinator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What a participant gets back with a call: {@code {"data":..,"results":..}}, the same text whoever writes it. */
public final class CallBody {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CallBody() {}

    /**
     * The JSON text; each part is null when there is none.
     *
     * @throws JsonProcessingException when the results are no JSON, which the ledger does not let happen
     */
    public static String of(@Nullable String data, @Nullable String results) throws JsonProcessingException {
        ObjectNode body = JSON.createObjectNode();
        body.put("data", data);
        body.set("results", results == null ? null : JSON.readTree(results));
        return JSON.writeValueAsString(body);
    }
}
