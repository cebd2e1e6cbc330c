package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import org.apache.camel.Exchange;

/** A call that says for which business reason a return fails. */
record ReturnRefusal(ReturnCall about, String reason) {

    private static final int LONGEST_REASON = 2_000;

    public static ReturnRefusal read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String reason = input.text("reason", LONGEST_REASON);
        return new ReturnRefusal(ReturnCall.of(input), reason);
    }
}
