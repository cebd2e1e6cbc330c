package io.bactrian.participants.followups;

import io.bactrian.participants.events.Event;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What each listener does of a fulfilled order, in the transaction of the event. */
@Component
class FollowUps {

    private final JdbcClient jdbc;
    private final Journal journal;

    FollowUps(JdbcClient jdbc, Journal journal) {
        this.jdbc = jdbc;
        this.journal = journal;
    }

    public void writeDocument(@Body Event orderFulfilled) {
        jdbc.sql("insert into document (order_id, customer_id, title) values (:orderId, :customerId, :title)")
                .param("orderId", orderFulfilled.text("orderId"))
                .param("customerId", orderFulfilled.text("customerId"))
                .param("title", "Delivery note of order " + orderFulfilled.text("orderId"))
                .update();
        write(orderFulfilled, "document", "WRITE_DOCUMENT");
    }

    public void notifyCustomer(@Body Event orderFulfilled) {
        jdbc.sql("insert into notification (order_id, customer_id, text) values (:orderId, :customerId, :text)")
                .param("orderId", orderFulfilled.text("orderId"))
                .param("customerId", orderFulfilled.text("customerId"))
                .param("text", "Your order %s is on its way".formatted(orderFulfilled.text("orderId")))
                .update();
        write(orderFulfilled, "notification", "NOTIFY_CUSTOMER");
    }

    public void countSale(@Body Event orderFulfilled) {
        jdbc.sql("insert into sale (order_id, customer_id, total_minor) values (:orderId, :customerId, :totalMinor)")
                .param("orderId", orderFulfilled.text("orderId"))
                .param("customerId", orderFulfilled.text("customerId"))
                .param("totalMinor", orderFulfilled.number("totalMinor"))
                .update();
        write(orderFulfilled, "sale", "COUNT_SALE");
    }

    private void write(Event event, String step, String effect) {
        String orderId = event.text("orderId");
        journal.append(Step.of(orderId, step, orderId), effect, Result.DONE);
    }
}
