package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/**
 * What an order wants reserved.
 *
 * @param quantities per SKU, in the one order in which every transaction locks stock, so that two can never wait for each other
 */
record Reservation(String sagaId, String orderId, SortedMap<String, Long> quantities) {

    private static final int MOST_LINES = 1_000;
    private static final long MOST_PER_LINE = 1_000_000;

    public static Reservation read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String saga = input.saga();
        String order = input.pathText("orderId");
        SortedMap<String, Long> quantities = new TreeMap<>();
        input.list(
                "lines",
                "line",
                MOST_LINES,
                line -> quantities.merge(line.text("sku"), line.number("quantity", 1, MOST_PER_LINE), Long::sum));
        input.verify();
        return new Reservation(saga, order, quantities);
    }

    /** The order's id as the option that the compensation gets. */
    public String orderKey() {
        return OrderKey.of(orderId);
    }
}
