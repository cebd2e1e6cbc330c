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

    OrderState outcome() {
        return switch (decision) {
            case "fulfilled" -> OrderState.FULFILLED;
            case "cancelled" -> retryable ? OrderState.CANCELLED : OrderState.REFUSED;
            default -> OrderState.RUNNING;
        };
    }
}
