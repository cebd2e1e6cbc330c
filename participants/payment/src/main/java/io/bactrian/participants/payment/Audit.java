package io.bactrian.participants.payment;

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
                jdbc.sql(
                                "select customer_id, credit_minor, charged_minor, refunded_minor from account order by customer_id")
                        .query(Account.class)
                        .list(),
                jdbc.sql(
                                "select order_id, saga_id, customer_id, amount_minor, state from charge order by order_id, saga_id")
                        .query(Made.class)
                        .list()));
    }

    record Books(List<Account> accounts, List<Made> charges) {}

    record Account(String customerId, long creditMinor, long chargedMinor, long refundedMinor) {}

    record Made(String orderId, String sagaId, String customerId, long amountMinor, String state) {}
}
