package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Exchange;

/** A call about a return, within the saga that drives it. */
record ReturnCall(String orderId, String returnId, String sagaId) {

    public static ReturnCall read(Exchange exchange) {
        return of(Input.ofHeaders(exchange));
    }

    /** What else is wrong with the input is told together with what is wrong with path and headers. */
    static ReturnCall of(Input input) {
        String sagaId = input.saga();
        String orderId = input.pathText("orderId");
        String returnId = input.pathText("returnId");
        input.verify();
        return new ReturnCall(orderId, returnId, Step.scopeOf(sagaId));
    }

    Answer isUnknown() {
        return Answer.notFound(
                "no such return", "return %s of order %s was never asked for".formatted(returnId, orderId));
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
