package io.bactrian.participants.shipping;

import io.bactrian.participants.http.Input;
import org.apache.camel.Exchange;

/** Which shipment: an order may be tried more than once, and each attempt has its own. */
record ShipmentId(String orderId, int attempt) {

    private static final int MOST_ATTEMPTS = 1_000_000;

    public static ShipmentId read(Exchange exchange) {
        return of(Input.ofHeaders(exchange));
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
