package io.bactrian.participants.shipping;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import org.apache.camel.Exchange;

/** Which shipment: an order may be tried more than once, and each attempt has its own. */
record ShipmentId(String orderId, int attempt) {

    private static final int MOST_ATTEMPTS = 1_000_000;

    public static ShipmentId read(Exchange exchange) {
        return of(Input.ofHeaders(exchange));
    }

    /** From the options with which the step joined its saga. */
    public static ShipmentId readOptions(Exchange exchange) {
        String orderId = OrderKey.orderId(exchange.getMessage().getHeader("orderKey", String.class));
        var input = Input.ofHeaders(exchange);
        var id = new ShipmentId(orderId, (int) input.headerNumber("attempt", 1, MOST_ATTEMPTS));
        input.verify();
        return id;
    }

    /** The order's id as it survives as an option. */
    public String orderKey() {
        return OrderKey.of(orderId);
    }

    /** What else is wrong with the input is told together with what is wrong with the path. */
    static ShipmentId of(Input input) {
        var id = new ShipmentId(input.pathText("orderId"), (int) input.headerNumber("attempt", 1, MOST_ATTEMPTS));
        input.verify();
        return id;
    }

    @Override
    public String toString() {
        return "attempt %d of order %s".formatted(attempt, orderId);
    }
}
