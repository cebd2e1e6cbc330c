package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.flows.FlowDeclaration.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An insurance: a quote becomes a policy, its invoice and a notification, or the policy and the quote are taken back. */
final class Insurance {

    static final Instant START = Instant.parse("2030-01-02T12:00:00Z");
    static final Duration WITHIN = Duration.ofSeconds(30);

    static final FlowDeclaration FLOW = new FlowDeclaration(
            "insurance",
            List.of("quotes", "policies", "invoices", "notifications"),
            List.of(
                    "QuoteApproved",
                    "PolicyCreated",
                    "InvoiceCreated",
                    "InvoiceFailed",
                    "NotificationSent",
                    "PolicyCancelled",
                    "QuoteReopened",
                    "BrokerCalled"),
            List.of("QuoteApproved"),
            List.of(
                    new Rule("QuoteApproved", List.of("PolicyCreated"), WITHIN),
                    new Rule("PolicyCreated", List.of("InvoiceCreated", "InvoiceFailed"), WITHIN),
                    new Rule("InvoiceCreated", List.of("NotificationSent"), WITHIN),
                    new Rule("InvoiceFailed", List.of("PolicyCancelled"), WITHIN),
                    new Rule("PolicyCancelled", List.of("QuoteReopened"), WITHIN)),
            List.of("NotificationSent"),
            List.of("QuoteReopened"));

    private Insurance() {}

    /** An event that is read as soon as it happens, this many seconds after the start. */
    static FlowEvent event(String type, String id, @Nullable String cause, int second) {
        return event(type, id, cause, START.plusSeconds(second), START.plusSeconds(second));
    }

    static FlowEvent event(String type, String id, @Nullable String cause, Instant at, Instant receivedAt) {
        return new FlowEvent(id, sourceOf(type), type, at, cause, receivedAt, new FlowEvent.Place("quotes", 0, 7));
    }

    /** The service that sends such events. */
    static String sourceOf(String type) {
        return type.replaceFirst("([A-Z][a-z]+).*", "$1").toLowerCase(java.util.Locale.ROOT) + "-service";
    }

    static List<FlowEvent> goesWell() {
        return List.of(
                event("QuoteApproved", "q1", null, 0),
                event("PolicyCreated", "p1", "q1", 1),
                event("InvoiceCreated", "i1", "p1", 2),
                event("NotificationSent", "n1", "i1", 3));
    }

    static List<FlowEvent> isTakenBack() {
        return List.of(
                event("QuoteApproved", "q1", null, 0),
                event("PolicyCreated", "p1", "q1", 1),
                event("InvoiceFailed", "i1", "p1", 2),
                event("PolicyCancelled", "p2", "i1", 3),
                event("QuoteReopened", "q2", "p2", 4));
    }
}
