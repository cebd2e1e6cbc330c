package io.bactrian.participants.insurance.billing;

import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.NewEvent;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Invoices. A customer without credit is no fault that a retry mends but an outcome, with an event like any other. */
@Component
class Invoices {

    private static final String TOPIC = "insurance.invoices";
    private static final String NO_CREDIT = "the customer has no credit";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Journal journal;
    private final CreditCheck credit;

    Invoices(JdbcClient jdbc, Outbox outbox, Journal journal, CreditCheck credit) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.journal = journal;
        this.credit = credit;
    }

    /** Runs in the transaction of the event. */
    public void create(@Body Event policyCreated) {
        if (credit.fails(policyCreated.text("quoteId"))) {
            refuse(policyCreated);
        } else {
            invoice(policyCreated);
        }
    }

    private void invoice(Event policyCreated) {
        String quoteId = policyCreated.text("quoteId");
        String invoiceId = "INV-" + quoteId;
        jdbc.sql("""
                        insert into invoice (invoice_id, policy_id, quote_id, customer_id, amount_minor)
                        values (:invoiceId, :policyId, :quoteId, :customerId, :amountMinor)""")
                .param("invoiceId", invoiceId)
                .param("policyId", policyCreated.text("policyId"))
                .param("quoteId", quoteId)
                .param("customerId", policyCreated.text("customerId"))
                .param("amountMinor", policyCreated.number("premiumMinor"))
                .update();
        journal.append(Step.of(quoteId, "invoice", quoteId), "CREATE_INVOICE", Result.DONE);
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(policyCreated, "InvoiceCreated")
                        .with("invoiceId", invoiceId)
                        .with("policyId", policyCreated.text("policyId"))
                        .with("quoteId", quoteId)
                        .with("customerId", policyCreated.text("customerId"))
                        .with("amountMinor", policyCreated.number("premiumMinor")));
    }

    private void refuse(Event policyCreated) {
        String quoteId = policyCreated.text("quoteId");
        jdbc.sql("insert into refused_policy (policy_id, quote_id, reason) values (:policyId, :quoteId, :reason)")
                .param("policyId", policyCreated.text("policyId"))
                .param("quoteId", quoteId)
                .param("reason", NO_CREDIT)
                .update();
        journal.append(Step.of(quoteId, "invoice", quoteId), "REFUSE_INVOICE", Result.DONE);
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(policyCreated, "InvoiceFailed")
                        .with("policyId", policyCreated.text("policyId"))
                        .with("quoteId", quoteId)
                        .with("reason", NO_CREDIT));
    }
}
