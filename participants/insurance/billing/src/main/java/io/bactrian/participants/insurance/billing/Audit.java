package io.bactrian.participants.insurance.billing;

import io.bactrian.participants.journal.Transactions;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The books, all read at one instant. */
@Component
class Audit {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Audit(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    public Books read() {
        return transactions.snapshot(() -> new Books(
                jdbc.sql("""
                                select invoice_id, policy_id, quote_id, customer_id, amount_minor
                                from invoice order by invoice_id""").query(Line.class).list(),
                jdbc.sql("select policy_id, quote_id, reason from refused_policy order by policy_id")
                        .query(Refused.class)
                        .list()));
    }

    record Books(List<Line> invoices, List<Refused> refused) {}

    record Line(String invoiceId, String policyId, String quoteId, String customerId, long amountMinor) {}

    record Refused(String policyId, String quoteId, String reason) {}
}
