package io.bactrian.participants.insurance.quotes;

import io.bactrian.participants.http.Input;
import org.apache.camel.Exchange;

/** A quote that a person has approved. */
record ApprovedQuote(String quoteId, String customerId, long premiumMinor) {

    private static final long MOST = 1_000_000_000;

    public static ApprovedQuote read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        var quote = new ApprovedQuote(
                input.pathText("quoteId"), input.text("customerId"), input.number("premiumMinor", 1, MOST));
        input.verify();
        return quote;
    }
}
