package io.bactrian.coordinator.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.coordinator.engine.CallBody;
import io.bactrian.coordinator.engine.DueCall;

/** What a participant gets back with a call: {@code {"data":..,"results":..}}, the same over every transport. */
public final class JsonBody {

    private JsonBody() {}

    /**
     * The JSON text of a call's data and results; each is null when there is none.
     *
     * @throws JsonProcessingException when the results are no JSON, which the ledger does not let happen
     */
    public static String of(DueCall call) throws JsonProcessingException {
        return CallBody.of(call.data(), call.results());
    }
}
