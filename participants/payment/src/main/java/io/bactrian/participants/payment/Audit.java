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
                                "select customer_id, credit_minor, charged_minor, refunded_minor, held_minor from account order by customer_id")
                        .query(Account.class)
                        .list(),
                jdbc.sql(
                                "select order_id, saga_id, customer_id, amount_minor, state from charge order by order_id, saga_id")
                        .query(Made.class)
                        .list(),
                jdbc.sql(
                                "select return_id, order_id, saga_id, customer_id, amount_minor, state from refund order by return_id, saga_id")
                        .query(Given.class)
                        .list()));
    }

    record Books(List<Account> accounts, List<Made> charges, List<Given> refunds) {}

    record Account(String customerId, long creditMinor, long chargedMinor, long refundedMinor, long heldMinor) {}

    record Made(String orderId, String sagaId, String customerId, long amountMinor, String state) {}

    record Given(String returnId, String orderId, String sagaId, String customerId, long amountMinor, String state) {}
}
