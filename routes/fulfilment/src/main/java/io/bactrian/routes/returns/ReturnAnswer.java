package io.bactrian.routes.returns;

import io.bactrian.routes.service.Answer;
import io.bactrian.routes.service.FailureReason;
import java.math.BigDecimal;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code POST /returns} and {@code GET /returns/{id}} with what is on record about the return. Only the record
 * counts: it knows whether the saga closed or was cancelled, by whomever.
 */
record ReturnAnswer(
        String returnId,
        @Nullable String orderId,
        String state,
        @Nullable String refund,
        @Nullable String reason,
        @Nullable Boolean retryable) {

    private static final int CENTS = 2;

    /** To whoever asks for a return. Without a record the outcome is not known yet: "running" is then the honest word. */
    static void placed(Exchange exchange) {
        ReturnRequest asked = ReturnRequest.of(exchange);
        ReturnRecord recorded = exchange.getVariable("record", ReturnRecord.class);
        if (recorded == null) {
            Answer.write(exchange, 202, plain(asked.returnId(), asked.orderId(), "running"));
            return;
        }
        String failure = exchange.getVariable("failure", String.class);
        switch (recorded.state()) {
            case ACCEPTED -> Answer.write(exchange, 202, of(recorded));
            case RETURNED -> Answer.write(exchange, 201, of(recorded));
            case REFUSED -> Answer.write(exchange, 409, of(recorded));
            case UNDONE -> Answer.write(exchange, 409, recorded.retryable() ? undone(recorded, failure) : of(recorded));
            case REQUESTED -> Answer.write(exchange, 409, undone(recorded, failure));
        }
    }

    /** To whoever asks how the return is. */
    static void lookedUp(Exchange exchange) {
        ReturnRecord recorded = exchange.getVariable("record", ReturnRecord.class);
        if (recorded == null) {
            Answer.write(exchange, 404, plain(exchange.getVariable("returnId", String.class), null, "unknown"));
        } else {
            Answer.write(exchange, 200, of(recorded));
        }
    }

    /** The orders service would not take it down: a return of this id was asked for before, with other content. */
    static void refusedAtOnce(Exchange exchange) {
        ReturnRequest asked = ReturnRequest.of(exchange);
        String reason = FailureReason.of(exchange);
        Answer.write(
                exchange, 409, new ReturnAnswer(asked.returnId(), asked.orderId(), "refused", null, reason, false));
    }

    private static ReturnAnswer of(ReturnRecord recorded) {
        return switch (recorded.state()) {
            case REQUESTED -> plain(recorded.returnId(), recorded.orderId(), "requested");
            case ACCEPTED -> plain(recorded.returnId(), recorded.orderId(), "running");
            case RETURNED ->
                new ReturnAnswer(recorded.returnId(), recorded.orderId(), "returned", refund(recorded), null, null);
            case REFUSED -> notReturned(recorded, "refused", recorded.reason());
            case UNDONE -> notReturned(recorded, "undone", recorded.reason());
        };
    }

    /** @param failure what failed; known only to the request that ran the saga, and says more than the record */
    private static ReturnAnswer undone(ReturnRecord recorded, @Nullable String failure) {
        String reason = failure != null ? failure : recorded.reason();
        return new ReturnAnswer(recorded.returnId(), recorded.orderId(), "undone", null, reason, true);
    }

    private static ReturnAnswer notReturned(ReturnRecord recorded, String state, @Nullable String reason) {
        return new ReturnAnswer(recorded.returnId(), recorded.orderId(), state, null, reason, recorded.retryable());
    }

    private static ReturnAnswer plain(String returnId, @Nullable String orderId, String state) {
        return new ReturnAnswer(returnId, orderId, state, null, null, null);
    }

    private static @Nullable String refund(ReturnRecord recorded) {
        Long amount = recorded.amountMinor();
        return amount == null ? null : BigDecimal.valueOf(amount, CENTS).toPlainString();
    }
}
