package io.bactrian.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON object and collects what is wrong with them, so that a caller learns of all faults at
 * once. A field that is wrong yields a harmless value; {@link #refuseFaults} must be called before any value is used.
 */
public final class Fields {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_TEXT = 64;
    private static final BigInteger MOST_PIECES = BigInteger.valueOf(1_000_000);
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000");
    private static final BigDecimal HIGHEST_TOTAL = new BigDecimal("1000000000000");
    private static final Pattern PRICE = Pattern.compile("\\d{1,7}(\\.\\d{1,2})?");
    private static final Pattern NO_SEGMENT = Pattern.compile("[/\\\\]|^\\.+$");

    private final JsonNode node;
    private final String where;
    private final List<String> faults;

    private Fields(JsonNode node, String where, List<String> faults) {
        this.node = node;
        this.where = where;
        this.faults = faults;
    }

    /** @throws InvalidInput when the body is not a JSON object */
    public static Fields of(@Nullable String body) {
        JsonNode root = body == null ? MissingNode.getInstance() : parse(body);
        if (!root.isObject()) {
            throw new InvalidInput(List.of("body must be a JSON object, was " + shown(root)));
        }
        return new Fields(root, "", new ArrayList<>());
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new InvalidInput(List.of("body must be JSON, was not: " + e.getOriginalMessage()));
        }
    }

    /** An id: a text that can be one segment of a path, percent-encoded or not. */
    public String id(String field) {
        String id = text(field);
        if (NO_SEGMENT.matcher(id).find()) {
            fault(field, "must not contain / or \\ nor consist of dots");
        }
        return id;
    }

    /** An id that is not one of those that begin like this. */
    public String idWithout(String field, String reserved) {
        String id = id(field);
        if (id.startsWith(reserved)) {
            fault(field, "must not begin with " + reserved);
        }
        return id;
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    public String text(String field) {
        return text(field, LONGEST_TEXT);
    }

    /** @param longest how many characters the text may have */
    public String text(String field, int longest) {
        JsonNode value = node.path(field);
        String text = value.asText();
        // as the services, or they would refuse it later
        if (!value.isTextual()
                || text.isBlank()
                || text.length() > longest
                || text.chars().anyMatch(Character::isISOControl)) {
            fault(field, "must be a text of 1 to " + longest + " characters without control characters");
            return "";
        }
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            // which no answer can show
            faults.add(where + field + " must be whole characters, one is half a surrogate pair");
            return "";
        }
        return text;
    }

    public int quantity(String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber()) {
            fault(field, "must be a whole number");
            return 0;
        }
        BigInteger quantity = value.bigIntegerValue();
        if (quantity.signum() < 1) {
            fault(field, "must be 1 or more");
        } else if (quantity.compareTo(MOST_PIECES) > 0) {
            fault(field, "must be " + MOST_PIECES + " or less");
        }
        return quantity.intValue();
    }

    /** A decimal text as minor units: "2.55" is 255. */
    public long minorUnits(String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || !PRICE.matcher(value.asText()).matches()) {
            fault(field, "must be a text such as \"2.55\", 0 or more, with at most 2 decimals");
            return 0;
        }
        BigDecimal price = new BigDecimal(value.asText());
        if (price.compareTo(HIGHEST_PRICE) > 0) {
            fault(field, "must be " + HIGHEST_PRICE + " or less");
        }
        return price.setScale(2, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    }

    /** Notes a total that no service would take. */
    public void checkTotal(BigDecimal minorUnits) {
        if (minorUnits.compareTo(HIGHEST_TOTAL) > 0) {
            faults.add(where + "total must be " + HIGHEST_TOTAL + " minor units or less, was " + minorUnits);
        }
    }

    /** The elements of an array, each known in faults by its name and number: "line 1". */
    public List<Fields> list(String field, String name, int most) {
        JsonNode array = node.path(field);
        List<Fields> elements = new ArrayList<>();
        if (!array.isArray() || array.isEmpty() || array.size() > most) {
            fault(field, "must be a list of 1 to " + most);
            return elements;
        }
        for (JsonNode element : array) {
            elements.add(new Fields(element, name + " " + (elements.size() + 1) + ": ", faults));
        }
        return elements;
    }

    /** @throws InvalidInput when any field read so far was wrong */
    public void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
    }

    private void fault(String field, String rule) {
        faults.add(where + field + " " + rule + ", was " + shown(node.path(field)));
    }

    private static String shown(JsonNode value) {
        if (value instanceof MissingNode) {
            return "missing";
        }
        if (value.isArray()) {
            return "a list of " + value.size();
        }
        String text = value.toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
