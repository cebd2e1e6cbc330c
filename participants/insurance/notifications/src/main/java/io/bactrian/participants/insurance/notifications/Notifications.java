package io.bactrian.participants.insurance.notifications;

import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.NewEvent;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Notifications. A mail of this sample is a row; where it is a real one, a program that sends rows would be next. */
@Component
class Notifications {

    private static final String TOPIC = "insurance.notifications";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Journal journal;

    Notifications(JdbcClient jdbc, Outbox outbox, Journal journal) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.journal = journal;
    }

    /** Runs in the transaction of the event. */
    public void send(@Body Event invoiceCreated) {
        String quoteId = invoiceCreated.text("quoteId");
        String notificationId = "MAIL-" + quoteId;
        jdbc.sql("""
                        insert into notification (notification_id, quote_id, invoice_id, customer_id, text)
                        values (:notificationId, :quoteId, :invoiceId, :customerId, :text)""")
                .param("notificationId", notificationId)
                .param("quoteId", quoteId)
                .param("invoiceId", invoiceCreated.text("invoiceId"))
                .param("customerId", invoiceCreated.text("customerId"))
                .param("text", "Your invoice is over %d".formatted(invoiceCreated.number("amountMinor")))
                .update();
        journal.append(Step.of(quoteId, "notification", quoteId), "SEND_NOTIFICATION", Result.DONE);
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(invoiceCreated, "NotificationSent")
                        .with("notificationId", notificationId)
                        .with("quoteId", quoteId));
    }
}
