package io.bactrian.routes.returns;

import io.bactrian.routes.service.Fields;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A return as a customer asks for it.
 *
 * @param lines null for all that is left of the order
 * @param reason in the customer's words
 */
record ReturnRequest(
        String returnId, String orderId, @Nullable List<ReturnLine> lines, String reason) {

    private static final int MOST_LINES = 1000;
    private static final int LONGEST_REASON = 500;

    /** Reads the JSON of {@code POST /returns} and names everything that is wrong with it. */
    static ReturnRequest read(@Nullable String json) {
        Fields fields = Fields.of(json);
        String returnId = fields.id("returnId");
        String orderId = fields.id("orderId");
        List<ReturnLine> lines = fields.has("lines")
                ? fields.list("lines", "line", MOST_LINES).stream()
                        .map(line -> new ReturnLine(line.text("sku"), line.quantity("quantity")))
                        .toList()
                : null;
        String reason = fields.text("reason", LONGEST_REASON);
        fields.refuseFaults();
        return new ReturnRequest(returnId, orderId, lines, reason);
    }

    /** The return that this exchange is about. */
    static ReturnRequest of(Exchange exchange) {
        return exchange.getVariable("return", ReturnRequest.class);
    }
}
