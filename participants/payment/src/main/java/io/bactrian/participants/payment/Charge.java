package io.bactrian.participants.payment;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import org.apache.camel.Exchange;

/** What an order wants charged, in minor units. */
record Charge(String sagaId, String orderId, String customerId, long amountMinor) {

    static final long MOST_MINOR = 1_000_000_000_000L;

    public static Charge read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        var charge = new Charge(
                input.saga(),
                input.pathText("orderId"),
                input.text("customerId"),
                input.number("amountMinor", 0, MOST_MINOR));
        input.verify();
        return charge;
    }

    /** The order's id as the option that the compensation gets. */
    public String orderKey() {
        return OrderKey.of(orderId);
    }
}
