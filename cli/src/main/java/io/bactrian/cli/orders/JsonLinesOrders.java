package io.bactrian.cli.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One JSON object a line: {@code {"orderId":..,"customerId":..,"lines":[{"sku":..,"quantity":..,"unitPrice":..}]}}. */
final class JsonLinesOrders implements OrderSource {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // 10.00 must stay what it is: stripped it is shown as 1E+1, which no price may be written as
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Path file;

    JsonLinesOrders(Path file) {
        this.file = file;
    }

    @Override
    public void forEach(Consumer<Order> orders, Consumer<BadLine> faults) throws IOException {
        Map<String, Long> seen = new HashMap<>();
        try (TextLines lines = new TextLines(file)) {
            for (TextLines.Line line = lines.next(); line.number() > 0; line = lines.next()) {
                try {
                    Order order = read(line);
                    Long before = seen.putIfAbsent(order.orderId(), line.number());
                    if (before != null) {
                        throw new BadInput("order " + order.orderId() + " stands in line " + before + " already");
                    }
                    orders.accept(order);
                } catch (BadInput e) {
                    faults.accept(new BadLine(line.number(), e.reason()));
                }
            }
        }
    }

    private static Order read(TextLines.Line line) throws BadInput {
        if (line.damaged()) {
            throw new BadInput("is not UTF-8 text");
        }
        JsonNode node;
        try {
            node = STRICT.readTree(line.text());
        } catch (JsonProcessingException e) {
            throw new BadInput("is not JSON: " + e.getOriginalMessage());
        }
        if (!node.isObject()) {
            throw new BadInput("must be a JSON object, was " + node.getNodeType());
        }
        JsonNode lines = node.path("lines");
        if (!lines.isArray()) {
            throw new BadInput("lines must be an array");
        }
        List<OrderLine> orderLines = new ArrayList<>();
        for (JsonNode each : lines) {
            orderLines.add(new OrderLine(text(each, "sku"), wholeNumber(each, "quantity"), decimal(each, "unitPrice")));
        }
        String orderId = text(node, "orderId");
        if (orderId.isBlank()) {
            throw new BadInput("orderId must not be blank");
        }
        return new Order(orderId, text(node, "customerId"), orderLines);
    }

    private static String text(JsonNode node, String field) throws BadInput {
        JsonNode value = node.path(field);
        if (value.isTextual() || value.isIntegralNumber()) {
            return value.asText();
        }
        throw new BadInput(field + " must be a text, was " + shown(value));
    }

    private static long wholeNumber(JsonNode node, String field) throws BadInput {
        JsonNode value = node.path(field);
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        throw new BadInput(field + " must be a whole number, was " + shown(value));
    }

    private static BigDecimal decimal(JsonNode node, String field) throws BadInput {
        JsonNode value = node.path(field);
        if (value.isTextual() || value.isNumber()) {
            return Decimals.read(field, value.asText());
        }
        throw new BadInput(field + " must be a decimal number such as \"2.55\", was " + shown(value));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : value.toString();
    }
}
