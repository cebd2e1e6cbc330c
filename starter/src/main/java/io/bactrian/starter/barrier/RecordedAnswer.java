package io.bactrian.starter.barrier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an action as it is kept. First call and repeats are answered from this one form, so that a route cannot meet another
 * kind of body on a repeat than it was tested with.
 */
final class RecordedAnswer {

    static final int LONGEST = 1_000_000;

    private static final int REFUSED_FROM = 400;
    private static final String STATUS = "status";
    private static final String HEADERS = "headers";
    private static final String VARIABLES = "variables";
    private static final String BODY = "body";
    private static final String BYTES = "bytes";
    private static final String REFUSAL = "refusal";
    private static final ObjectMapper JSON = JsonMapper.builder()
            // a text column of PostgreSQL takes no NUL
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            // an amount of 12.340 stays one
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonNode fields;

    private RecordedAnswer(JsonNode fields) {
        this.fields = fields;
    }

    static RecordedAnswer read(String json) {
        try {
            return new RecordedAnswer(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recorded answer is no JSON: " + json, e);
        }
    }

    static RecordedAnswer of(StepRefusedException refusal) {
        ObjectNode fields = JSON.createObjectNode();
        fields.putObject(REFUSAL).put(STATUS, refusal.status()).put("message", refusal.getMessage());
        return new RecordedAnswer(fields);
    }

    /** An answer that leaves the body as the caller sent it. */
    static RecordedAnswer of(@Nullable Integer status, Map<String, Object> headers, Map<String, Object> variables) {
        ObjectNode fields = JSON.createObjectNode();
        if (status != null) {
            fields.put(STATUS, status);
        }
        fields.set(HEADERS, JSON.valueToTree(headers));
        fields.set(VARIABLES, JSON.valueToTree(variables));
        return new RecordedAnswer(fields);
    }

    RecordedAnswer withBytes(byte[] body) {
        ObjectNode longer = fields.deepCopy();
        longer.put(BYTES, body);
        return new RecordedAnswer(longer);
    }

    /** @throws IllegalArgumentException when the body has no form as JSON */
    RecordedAnswer withBody(@Nullable Object body, ObjectMapper mapper) {
        ObjectNode longer = fields.deepCopy();
        try {
            longer.set(BODY, JSON.readTree(mapper.writeValueAsString(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        return new RecordedAnswer(longer);
    }

    boolean isRefusal() {
        return fields.has(REFUSAL) || fields.path(STATUS).asInt() >= REFUSED_FROM;
    }

    String json() {
        String json = write();
        if (json.length() > LONGEST) {
            throw new IllegalArgumentException(("the answer of policy(\"once\") takes %d characters, it can take %d:"
                            + " store what is large and answer its key")
                    .formatted(json.length(), LONGEST));
        }
        return json;
    }

    private String write() {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }

    /** Makes this the exchange's outcome. */
    void give(Exchange exchange) {
        JsonNode refusal = fields.get(REFUSAL);
        if (refusal != null) {
            exchange.setException(new StepRefusedException(
                    refusal.path(STATUS).asInt(), refusal.path("message").asText()));
            return;
        }
        Message message = exchange.getMessage();
        if (fields.has(STATUS)) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, fields.get(STATUS).asInt());
        }
        fields.path(HEADERS)
                .properties()
                .forEach(header -> message.setHeader(header.getKey(), value(header.getValue())));
        fields.path(VARIABLES)
                .properties()
                .forEach(variable -> exchange.setVariable(variable.getKey(), value(variable.getValue())));
        if (fields.has(BODY)) {
            message.setBody(value(fields.get(BODY)));
        } else if (fields.has(BYTES)) {
            message.setBody(bytes(fields.get(BYTES)));
        }
    }

    private static @Nullable Object value(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return node.binaryValue();
        } catch (IOException e) {
            throw new IllegalStateException("a recorded answer holds no bytes: " + node, e);
        }
    }
}
