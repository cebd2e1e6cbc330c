package io.bactrian.participants.shipping;

import io.bactrian.participants.http.Input;
import java.util.List;
import org.apache.camel.Exchange;

/** What is to be shipped, and to whom. */
record Consignment(ShipmentId id, String customerId, List<Line> lines) {

    private static final int MOST_LINES = 1_000;
    private static final long MOST_PER_LINE = 1_000_000;

    public static Consignment read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String customerId = input.text("customerId");
        List<Line> lines = input.list(
                "lines",
                "line",
                MOST_LINES,
                line -> new Line(line.text("sku"), line.number("quantity", 1, MOST_PER_LINE)));
        return new Consignment(ShipmentId.of(input), customerId, lines);
    }

    record Line(String sku, long quantity) {}
}
