package io.bactrian.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/** Input that cannot be worked on, with every fault that was found in it. */
public final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;

    private final List<String> faults;

    public InvalidInput(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Throws what the service said is wrong when the last answer was a 400, else does nothing. */
    public static void check(Exchange exchange) throws JsonProcessingException {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null && status == BAD_REQUEST) {
            List<String> faults = new ArrayList<>();
            for (JsonNode fault :
                    JSON.readTree(exchange.getMessage().getBody(String.class)).path("errors")) {
                faults.add(fault.asText());
            }
            throw new InvalidInput(faults.isEmpty() ? List.of("the service did not say what is wrong") : faults);
        }
    }

    /** One sentence per fault, each with the field, the rule and the value. */
    public List<String> faults() {
        return faults;
    }
}
