package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/**
 * A return as a customer asked for it.
 *
 * @param lines how many of each SKU, all lines together; empty for all that the order still holds
 * @param remark why, in the customer's words
 */
record AskedReturn(String returnId, String orderId, SortedMap<String, Long> lines, String remark) {

    private static final int MOST_LINES = 1_000;
    private static final long MOST_PER_LINE = 1_000_000;
    private static final int LONGEST_REMARK = 2_000;

    public static AskedReturn read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String returnId = input.text("returnId");
        String orderId = input.text("orderId");
        SortedMap<String, Long> lines = new TreeMap<>();
        if (input.names("lines")) {
            input.list(
                    "lines",
                    "line",
                    MOST_LINES,
                    line -> lines.merge(line.text("sku"), line.number("quantity", 1, MOST_PER_LINE), Long::sum));
        }
        String remark = input.text("reason", LONGEST_REMARK);
        input.verify();
        return new AskedReturn(returnId, orderId, lines, remark);
    }

    boolean wholeOrder() {
        return lines.isEmpty();
    }
}
