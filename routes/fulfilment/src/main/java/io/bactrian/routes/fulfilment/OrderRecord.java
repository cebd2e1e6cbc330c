package io.bactrian.routes.fulfilment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What the orders service has on record about an order.
 *
 * @param decision {@code run}: whoever got this answer drives this attempt; {@code running}: somebody else does
 * @param retryable whether a cancelled order may be placed again under the same id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record OrderRecord(
        String orderId,
        int attempt,
        String decision,
        @Nullable String reason,
        boolean retryable) {

    static OrderRecord of(Exchange exchange) {
        return exchange.getVariable("record", OrderRecord.class);
    }

    static boolean toBeRun(Exchange exchange) {
        return "run".equals(of(exchange).decision);
    }

    /** Whether only the tracking id is missing from the answer. */
    static boolean lacksTrackingId(Exchange exchange) {
        OrderRecord recorded = exchange.getVariable("record", OrderRecord.class);
        return recorded != null
                && recorded.outcome() == OrderState.FULFILLED
                && exchange.getVariable("trackingId") == null;
    }

    OrderState outcome() {
        return switch (decision) {
            case "fulfilled" -> OrderState.FULFILLED;
            case "returned" -> OrderState.RETURNED;
            case "cancelled" -> retryable ? OrderState.CANCELLED : OrderState.REFUSED;
            default -> OrderState.RUNNING;
        };
    }
}
