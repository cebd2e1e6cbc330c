package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/**
 * What comes back from an order.
 *
 * @param quantities per SKU, in the order in which every transaction locks stock
 */
record Parcel(String sagaId, String returnId, String orderId, SortedMap<String, Long> quantities) {

    private static final int MOST_LINES = 1_000;
    private static final long MOST_PER_LINE = 1_000_000_000;

    public static Parcel read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String saga = input.saga();
        String returnId = input.pathText("returnId");
        String order = input.text("orderId");
        SortedMap<String, Long> quantities = new TreeMap<>();
        input.list(
                "lines",
                "line",
                MOST_LINES,
                line -> quantities.merge(line.text("sku"), line.number("quantity", 1, MOST_PER_LINE), Long::sum));
        input.verify();
        return new Parcel(saga, returnId, order, quantities);
    }

    /** The order's id as the option that the compensation gets. */
    public String orderKey() {
        return OrderKey.of(orderId);
    }

    /** The return's id as an option. */
    public String returnKey() {
        return OrderKey.of(returnId);
    }
}
