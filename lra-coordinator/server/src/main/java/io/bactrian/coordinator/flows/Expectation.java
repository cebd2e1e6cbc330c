package io.bactrian.coordinator.flows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Something that should follow an event and has not come.
 *
 * @param after the event that it should follow
 * @param oneOf types of events of which one has to come
 * @param within how long it may take
 * @param by until when
 */
public record Expectation(FlowEvent after, List<String> oneOf, Duration within, Instant by) {

    /** {@code InvoiceCreated or InvoiceFailed}. */
    public String awaited() {
        return String.join(" or ", oneOf);
    }

    /** {@code PolicyCreated did not come within 30 s after QuoteApproved (from quotes)}. */
    String complaint() {
        return awaited() + " did not come within " + Lengths.words(within) + " after " + after.type() + " (from "
                + after.source() + ")";
    }
}
