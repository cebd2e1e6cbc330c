package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A call about one attempt of an order.
 *
 * @param sagaId the saga that the call came with, {@code null} if it came with none
 */
record AttemptCall(String orderId, int attempt, @Nullable String sagaId) {

    private static final int MOST_ATTEMPTS = 1_000_000;

    /** A call that may come with a saga. */
    public static AttemptCall read(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        String sagaId = input.has(Exchange.SAGA_LONG_RUNNING_ACTION) ? input.saga() : null;
        return of(input, sagaId);
    }

    /** A call that must come within a saga. */
    public static AttemptCall inSaga(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        return of(input, input.saga());
    }

    /** A compensation, with the options that the step joined with. */
    public static AttemptCall ofCallback(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        return of(input, OrderKey.orderId(exchange.getMessage().getHeader("orderKey", String.class)), input.saga());
    }

    /** What else is wrong with the input is told together with what is wrong with the path. */
    static AttemptCall of(Input input, @Nullable String sagaId) {
        return of(input, input.pathText("orderId"), sagaId);
    }

    private static AttemptCall of(Input input, String orderId, @Nullable String sagaId) {
        int attempt = (int) input.headerNumber("attempt", 1, MOST_ATTEMPTS);
        input.verify();
        return new AttemptCall(orderId, attempt, sagaId == null ? null : Step.scopeOf(sagaId));
    }

    Answer isUnknown() {
        return Answer.notFound("no such attempt", "attempt %d of order %s was never begun".formatted(attempt, orderId));
    }

    /** The order's id as the option that the compensation gets. */
    public String orderKey() {
        return OrderKey.of(orderId);
    }
}
