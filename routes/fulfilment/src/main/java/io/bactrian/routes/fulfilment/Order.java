package io.bactrian.routes.fulfilment;

import java.util.List;
import org.apache.camel.Exchange;

/** An order as it was placed, money in minor units. */
record Order(String orderId, String customerId, List<OrderLine> lines) {

    Order {
        lines = List.copyOf(lines);
    }

    /** The order that this exchange is about. */
    static Order of(Exchange exchange) {
        return exchange.getVariable("order", Order.class);
    }

    Reservation reservation() {
        return new Reservation(items());
    }

    Charge charge() {
        long total = 0;
        for (OrderLine line : lines) {
            total = Math.addExact(total, Math.multiplyExact(line.unitPriceMinor(), line.quantity()));
        }
        return new Charge(customerId, total);
    }

    Shipment shipment() {
        return new Shipment(customerId, items());
    }

    private List<Item> items() {
        return lines.stream().map(line -> new Item(line.sku(), line.quantity())).toList();
    }

    record Item(String sku, int quantity) {}

    record Reservation(List<Item> lines) {}

    record Charge(String customerId, long amountMinor) {}

    record Shipment(String customerId, List<Item> lines) {}
}
