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

    private final boolean retryable;

    public Refusal(String reason) {
        this(reason, false);
    }

    private Refusal(String reason, boolean retryable) {
        super(reason);
        this.retryable = retryable;
    }

    /** Throws a refusal when the last answer was a 409, else does nothing. */
    public static void check(Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null && status == CONFLICT) {
            throw of(exchange.getMessage().getBody(String.class));
        }
    }

    /** Throws a refusal when the body is one, for answers that carry no status; else does nothing. */
    public static void checkReply(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        if (read(body).has("error")) {
            throw of(body);
        }
    }

    public static boolean isCaught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof Refusal;
    }

    /** Whether a refusal was caught that later calls would get too: the service did not say that it may be asked again. */
    public static boolean isFinal(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof Refusal refusal && !refusal.retryable;
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
        return new Refusal(
                detail.isEmpty() ? error : error + ": " + detail,
                answer.path("retryable").asBoolean());
    }

    private static JsonNode read(@Nullable String body) {
        try {
            return body == null ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
