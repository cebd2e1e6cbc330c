package io.bactrian.participants.insurance.policies;

import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.NewEvent;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Policies. Everything runs in the transaction of an event, and so does the event that tells of it. */
@Component
class Policies {

    private static final String TOPIC = "insurance.policies";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Journal journal;

    Policies(JdbcClient jdbc, Outbox outbox, Journal journal) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.journal = journal;
    }

    public void create(@Body Event quoteApproved) {
        String quoteId = quoteApproved.text("quoteId");
        String policyId = "POL-" + quoteId;
        jdbc.sql("""
                        insert into policy (policy_id, quote_id, customer_id, premium_minor, state)
                        values (:policyId, :quoteId, :customerId, :premiumMinor, 'ACTIVE')""")
                .param("policyId", policyId)
                .param("quoteId", quoteId)
                .param("customerId", quoteApproved.text("customerId"))
                .param("premiumMinor", quoteApproved.number("premiumMinor"))
                .update();
        write(quoteId, "CREATE_POLICY");
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(quoteApproved, "PolicyCreated")
                        .with("policyId", policyId)
                        .with("quoteId", quoteId)
                        .with("customerId", quoteApproved.text("customerId"))
                        .with("premiumMinor", quoteApproved.number("premiumMinor")));
    }

    public void cancel(@Body Event invoiceFailed) {
        String quoteId = invoiceFailed.text("quoteId");
        int rows = jdbc.sql("""
                        update policy set state = 'CANCELLED', reason = :reason
                        where quote_id = :quoteId and state = 'ACTIVE'""")
                .param("reason", invoiceFailed.text("reason"))
                .param("quoteId", quoteId)
                .update();
        if (rows != 1) {
            throw new IllegalStateException(
                    "%d active policies instead of 1 are cancelled by %s".formatted(rows, invoiceFailed));
        }
        write(quoteId, "CANCEL_POLICY");
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(invoiceFailed, "PolicyCancelled")
                        .with("policyId", invoiceFailed.text("policyId"))
                        .with("quoteId", quoteId)
                        .with("reason", invoiceFailed.text("reason")));
    }

    private void write(String quoteId, String effect) {
        journal.append(Step.of(quoteId, "policy", quoteId), effect, Result.DONE);
    }
}
