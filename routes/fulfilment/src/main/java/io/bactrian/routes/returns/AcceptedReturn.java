package io.bactrian.routes.returns;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.apache.camel.Exchange;

/** A return that nothing speaks against: what comes back, and what the customer gets for it, in minor units. */
@JsonIgnoreProperties(ignoreUnknown = true)
record AcceptedReturn(String orderId, String customerId, long amountMinor, List<ReturnLine> lines) {

    /** What the validation of this exchange's return has answered. */
    static AcceptedReturn of(Exchange exchange) {
        return exchange.getVariable("accepted", AcceptedReturn.class);
    }

    Refund refund() {
        return new Refund(orderId, customerId, amountMinor);
    }

    Restock restock() {
        return new Restock(orderId, lines);
    }

    record Refund(String orderId, String customerId, long amountMinor) {}

    record Restock(String orderId, List<ReturnLine> lines) {}
}
