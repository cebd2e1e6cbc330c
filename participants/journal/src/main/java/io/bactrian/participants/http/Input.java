package io.bactrian.participants.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a caller sent and collects every fault on the way: a fault yields a stand-in value, and {@link #verify()} at the end
 * throws if there was any.
 */
public final class Input {

    private static final Pattern SAGA = Pattern.compile("https?://\\S{1,990}");
    private static final int LONGEST_TEXT = 100;
    private static final int LONGEST_QUOTE = 40;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Message message;
    private final JsonNode json;
    private final String where;
    private final List<String> errors;

    private Input(Message message, JsonNode json, String where, List<String> errors) {
        this.message = message;
        this.json = json;
        this.where = where;
        this.errors = errors;
    }

    /** For a call whose only input is in its path, query and headers. */
    public static Input ofHeaders(Exchange exchange) {
        return new Input(exchange.getMessage(), MissingNode.getInstance(), "", new ArrayList<>());
    }

    /**
     * For a call with a JSON body, and what is in its path, query and headers.
     *
     * @throws BadInput if the body is no JSON object at all
     */
    public static Input ofBody(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof Map) {
            throw new BadInput(List.of("body must be JSON with Content-Type application/json, came as a form"));
        }
        String body = message.getBody(String.class);
        if (body == null || body.isBlank()) {
            throw new BadInput(List.of("body is missing: send a JSON object"));
        }
        return new Input(message, object(body), "", new ArrayList<>());
    }

    private static JsonNode object(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                throw new BadInput(List.of("body must be a JSON object, was " + quote(json)));
            }
            return json;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
            throw new BadInput(List.of("body is no valid JSON" + place + ": " + e.getOriginalMessage()));
        }
    }

    /** The id of the saga that the call belongs to. */
    public String saga() {
        String saga = header(Exchange.SAGA_LONG_RUNNING_ACTION);
        if (saga == null || saga.isBlank()) {
            return fault(
                    "header %s is missing: call this within a saga".formatted(Exchange.SAGA_LONG_RUNNING_ACTION), "");
        }
        return SAGA.matcher(saga).matches()
                ? saga
                : fault(
                        "header %s must be the URL of a saga, was %s"
                                .formatted(Exchange.SAGA_LONG_RUNNING_ACTION, quote(saga)),
                        "");
    }

    /** Whether a part of the path, the query or a header of this name is there. */
    public boolean has(String name) {
        return header(name) != null;
    }

    /** Whether the body has a field of this name, other than null. */
    public boolean names(String name) {
        return json.hasNonNull(name);
    }

    /** A segment of the path: a text as of {@link #text}. */
    public String pathText(String name) {
        String segment = header(name);
        // Camel hands it over percent-encoded; the decoder is made for forms, where + is a blank
        String text = segment == null ? null : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        return text(name, text, LONGEST_TEXT);
    }

    /** A part of the path, the query or a header: a whole number within bounds. */
    public long headerNumber(String name, long least, long most) {
        return number(name, header(name), least, most);
    }

    private @Nullable String header(String name) {
        return message.getHeader(name, String.class);
    }

    /** A text of 1 to 100 characters, none of them a control character. */
    public String text(String name) {
        return text(name, LONGEST_TEXT);
    }

    /** A text of 1 to {@code longest} characters, none of them a control character. */
    public String text(String name, int longest) {
        return text(name, json.path(name), longest);
    }

    private String text(String name, JsonNode value, int longest) {
        return value.isMissingNode() || value.isNull() || value.isTextual()
                ? text(name, value.textValue(), longest)
                : fault("%s must be a text, was %s".formatted(name, quote(value)), "");
    }

    private String text(String name, @Nullable String value, int longest) {
        if (value == null) {
            return fault(name + " is missing", "");
        }
        if (value.isBlank() || value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
            return fault(
                    "%s must be 1 to %d characters, none of them a control character, was %s"
                            .formatted(name, longest, quote(value)),
                    "");
        }
        return value.equals(whole(value))
                ? value
                : fault("%s must be whole characters, one is half a surrogate pair".formatted(name), "");
    }

    /** With a question mark for each half of a surrogate pair: neither a URL nor an answer can hold one. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A whole number within bounds. */
    public long number(String name, long least, long most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return fault(name + " is missing", least);
        }
        return value.isIntegralNumber()
                ? within(name, value.bigIntegerValue(), least, most)
                : fault("%s must be a whole number, was %s".formatted(name, quote(value)), least);
    }

    private long number(String name, @Nullable String value, long least, long most) {
        if (value == null || value.isEmpty()) {
            return fault(name + " is missing", least);
        }
        try {
            return within(name, new BigInteger(value), least, most);
        } catch (NumberFormatException e) {
            return fault("%s must be a whole number, was %s".formatted(name, quote(value)), least);
        }
    }

    private long within(String name, BigInteger value, long least, long most) {
        if (value.compareTo(BigInteger.valueOf(least)) < 0) {
            return fault("%s must be %d or more, was %s".formatted(name, least, value), least);
        }
        if (value.compareTo(BigInteger.valueOf(most)) > 0) {
            return fault("%s must be %d or less, was %s".formatted(name, most, value), least);
        }
        return value.longValue();
    }

    /** The objects of a list that has 1 to {@code most} of them; what is wrong in one is reported under {@code item} and its number. */
    public <T> List<T> list(String name, String item, int most, Function<Input, T> read) {
        JsonNode list = json.path(name);
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            String was = list.isMissingNode() ? "missing" : list.isArray() ? list.size() + " of them" : quote(list);
            return fault("%s must be a list of 1 to %d objects, was %s".formatted(name, most, was), List.of());
        }
        List<T> found = new ArrayList<>();
        for (JsonNode element : list) {
            String place = where + item + " " + (found.size() + 1) + ": ";
            found.add(read.apply(new Input(message, element, place, errors)));
        }
        return found;
    }

    /** The texts of a list, which may be empty. */
    public List<String> texts(String name, int most) {
        JsonNode list = json.path(name);
        if (!list.isArray() || list.size() > most) {
            String was = list.isMissingNode() ? "missing" : list.isArray() ? list.size() + " of them" : quote(list);
            return fault("%s must be a list of at most %d texts, was %s".formatted(name, most, was), List.of());
        }
        List<String> found = new ArrayList<>();
        for (JsonNode element : list) {
            found.add(text("%s[%d]".formatted(name, found.size()), element, LONGEST_TEXT));
        }
        return found;
    }

    /** Notes a fault that only the caller can see. */
    public void fault(String message) {
        errors.add(where + message);
    }

    private <T> T fault(String message, T standIn) {
        fault(message);
        return standIn;
    }

    /** @throws BadInput with every fault found so far, if there is one */
    public void verify() {
        if (!errors.isEmpty()) {
            throw new BadInput(errors);
        }
    }

    private static String quote(JsonNode value) {
        return shorten(value.toString());
    }

    private static String quote(String value) {
        return shorten("\"" + value + "\"");
    }

    private static String shorten(String value) {
        return whole(value.length() <= LONGEST_QUOTE ? value : value.substring(0, LONGEST_QUOTE) + "…");
    }
}
