package io.bactrian.participants.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told: an HTTP status and a flat JSON object. A status of 400 or more is a refusal, and a refused action leaves no effect.
 *
 * @param status the HTTP status
 * @param body names and values in the order in which they are written
 */
public record Answer(int status, Map<String, @Nullable Object> body) {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;

    public static Answer ok() {
        return new Answer(200, Map.of());
    }

    /** A refusal for a business reason: final, repeating the call does not help. */
    public static Answer refused(String error, String detail) {
        return new Answer(CONFLICT, Map.of()).with("error", error).with("detail", detail);
    }

    public static Answer refused(String error) {
        return new Answer(CONFLICT, Map.of()).with("error", error);
    }

    public static Answer notFound(String error, String detail) {
        return new Answer(NOT_FOUND, Map.of()).with("error", error).with("detail", detail);
    }

    /** The refusal of an action that arrives after its compensation. */
    public static Answer late(Step step) {
        return new Answer(GONE, Map.of())
                .with("error", "too late")
                .with(
                        "detail",
                        "%s of order %s was compensated before it arrived".formatted(step.name(), step.orderId()));
    }

    /** Makes an answer that is the body the message: its status the response code, its fields the body. */
    public static void tell(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof Answer answer) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
            message.setBody(answer.body());
        }
    }

    /** What {@link #tell} made of an answer. */
    @SuppressWarnings("unchecked")
    public static Answer told(Exchange exchange) {
        Message message = exchange.getMessage();
        return new Answer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                (Map<String, @Nullable Object>) message.getBody(Map.class));
    }

    public Answer with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> longer = new LinkedHashMap<>(body);
        longer.put(name, value);
        return new Answer(status, longer);
    }

    /** Why it is a refusal, in one line. */
    public String reason() {
        return body.containsKey("detail")
                ? body.get("error") + ": " + body.get("detail")
                : String.valueOf(body.get("error"));
    }

    public boolean isRefusal() {
        return status >= 400;
    }
}
