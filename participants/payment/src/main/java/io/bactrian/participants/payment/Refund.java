package io.bactrian.participants.payment;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import org.apache.camel.Exchange;

/** What a customer gets back for the goods of an order that are returned, in minor units. */
record Refund(String sagaId, String returnId, String orderId, String customerId, long amountMinor) {

    public static Refund read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        var refund = new Refund(
                input.saga(),
                input.pathText("returnId"),
                input.text("orderId"),
                input.text("customerId"),
                input.number("amountMinor", 0, Charge.MOST_MINOR));
        input.verify();
        return refund;
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
