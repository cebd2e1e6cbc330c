package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import org.apache.camel.Exchange;

/** A call that says for which business reason an attempt fails. */
record RefusalCall(AttemptCall about, String reason) {

    private static final int LONGEST_REASON = 2_000;

    public static RefusalCall read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        String reason = input.text("reason", LONGEST_REASON);
        return new RefusalCall(AttemptCall.of(input, null), reason);
    }
}
