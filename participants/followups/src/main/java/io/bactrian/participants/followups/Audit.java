package io.bactrian.participants.followups;

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
                jdbc.sql("select order_id, customer_id from document order by number")
                        .query(Line.class)
                        .list(),
                jdbc.sql("select order_id, customer_id from notification order by number")
                        .query(Line.class)
                        .list(),
                jdbc.sql("select order_id, customer_id, total_minor from sale order by number")
                        .query(Sale.class)
                        .list()));
    }

    record Books(List<Line> documents, List<Line> notifications, List<Sale> sales) {}

    record Line(String orderId, String customerId) {}

    record Sale(String orderId, String customerId, long totalMinor) {}
}
