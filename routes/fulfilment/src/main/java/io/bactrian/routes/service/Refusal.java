package io.bactrian.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** A service said no for a reason of business: asking again would not help. The message is the reason. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;

    public Refusal(String reason) {
        super(reason);
    }

    /** Throws a refusal when the last answer was a 409, else does nothing. */
    public static void check(Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null && status == CONFLICT) {
            throw of(exchange.getMessage().getBody(String.class));
        }
    }

    public static boolean isCaught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof Refusal;
    }

    /** Sends the refusal that was caught and kept in the variable {@code refusal} on its way again. */
    public static void goesOn(Exchange exchange) {
        throw exchange.getVariable("refusal", Refusal.class);
    }

    /** The refusal in the body of a 409: {@code {"error":"out of stock","detail":"85123A"}}. */
    static Refusal of(@Nullable String body) {
        JsonNode answer = read(body);
        String error = answer.path("error").asText();
        String detail = answer.path("detail").asText();
        if (error.isEmpty()) {
            return new Refusal("the service said no and not why: " + body);
        }
        return new Refusal(detail.isEmpty() ? error : error + ": " + detail);
    }

    private static JsonNode read(@Nullable String body) {
        try {
            return body == null ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
