package io.bactrian.routes.fulfilment;

import io.bactrian.routes.service.Answer;
import io.bactrian.routes.service.FailureReason;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code POST /orders} and {@code GET /orders/{id}} with what is on record about the order. Only the record
 * counts: it knows whether the saga closed or was cancelled, by whomever.
 */
record OrderAnswer(
        String orderId,
        String state,
        @Nullable Integer attempt,
        @Nullable String reason,
        @Nullable Boolean retryable,
        @Nullable String trackingId) {

    /** To whoever placed the order. Without a record the outcome is not known yet: "running" is then the honest word. */
    static void placed(Exchange exchange) {
        OrderRecord recorded = exchange.getVariable("record", OrderRecord.class);
        OrderState state = recorded == null ? OrderState.RUNNING : recorded.outcome();
        String orderId = exchange.getVariable("order", Order.class).orderId();
        Answer.write(exchange, state.statusWhenPlaced(), of(orderId, state, recorded, exchange));
    }

    /** To whoever asks how the order is. */
    static void lookedUp(Exchange exchange) {
        OrderRecord recorded = exchange.getVariable("record", OrderRecord.class);
        String orderId = exchange.getVariable("orderId", String.class);
        if (recorded == null) {
            Answer.write(exchange, 404, new OrderAnswer(orderId, "unknown", null, null, null, null));
        } else {
            Answer.write(exchange, 200, of(orderId, recorded.outcome(), recorded, exchange));
        }
    }

    /** The orders service would not take the order: it was placed before with other content. */
    static void refusedAtOnce(Exchange exchange) {
        String orderId = exchange.getVariable("order", Order.class).orderId();
        String reason = FailureReason.of(exchange);
        Answer.write(exchange, 409, new OrderAnswer(orderId, OrderState.REFUSED.word(), null, reason, false, null));
    }

    private static OrderAnswer of(String orderId, OrderState state, @Nullable OrderRecord recorded, Exchange exchange) {
        Integer attempt = recorded == null ? null : recorded.attempt();
        return switch (state) {
            case RUNNING, RETURNED -> new OrderAnswer(orderId, state.word(), attempt, null, null, null);
            case FULFILLED ->
                new OrderAnswer(
                        orderId, state.word(), attempt, null, null, exchange.getVariable("trackingId", String.class));
            case REFUSED -> new OrderAnswer(orderId, state.word(), attempt, recordedReason(recorded), false, null);
            case CANCELLED -> {
                // what failed is known only to the request that ran the saga; it says more than the record
                String failure = exchange.getVariable("failure", String.class);
                String reason = failure != null ? failure : recordedReason(recorded);
                yield new OrderAnswer(orderId, state.word(), attempt, reason, true, null);
            }
        };
    }

    private static @Nullable String recordedReason(@Nullable OrderRecord recorded) {
        return recorded == null ? null : recorded.reason();
    }
}
