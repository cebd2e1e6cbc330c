package io.bactrian.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a scripted service answers.
 *
 * @param body empty text for none
 */
public record Reply(int status, Map<String, String> headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    public Reply {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("an answer's status must be 200 to 599, was " + status);
        }
        headers = Map.copyOf(headers);
    }

    /** An answer without a body. */
    public static Reply of(int status) {
        return new Reply(status, Map.of(), "");
    }

    /**
     * An answer with a body. A text goes out as it is, as {@code application/json} when it is a JSON object or list and
     * as {@code text/plain} otherwise; anything else (a map, a record, a list) is written as JSON.
     */
    public static Reply of(int status, Object body) {
        String text = text(body);
        return new Reply(status, Map.of("Content-Type", isJson(text) ? "application/json" : "text/plain"), text);
    }

    /** The same answer with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    boolean isSuccess() {
        return status < 300;
    }

    /** A text as it is, anything else as JSON. */
    static String text(@Nullable Object body) {
        if (body == null) {
            return "";
        }
        if (body instanceof CharSequence) {
            return body.toString();
        }
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a " + body.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static boolean isJson(String text) {
        JsonNode node = json(text);
        return node != null && node.isContainerNode();
    }

    /** Null when it is none. */
    static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
