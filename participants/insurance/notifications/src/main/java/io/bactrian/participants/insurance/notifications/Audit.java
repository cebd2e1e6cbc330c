package io.bactrian.participants.insurance.notifications;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The books, all read at one instant. */
@Component
class Audit {

    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Books read() {
        return new Books(jdbc.sql("""
                        select notification_id, quote_id, invoice_id, customer_id
                        from notification order by notification_id""").query(Line.class).list());
    }

    record Books(List<Line> notifications) {}

    record Line(String notificationId, String quoteId, String invoiceId, String customerId) {}
}
