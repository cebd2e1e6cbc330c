package io.bactrian.participants.payment;

import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Charges of sagas. The routes call it within {@code policy("once")}: each is made once and refunded once. */
@Component
class Charges {

    private final JdbcClient jdbc;
    private final Accounts accounts;

    Charges(JdbcClient jdbc, Accounts accounts) {
        this.jdbc = jdbc;
        this.accounts = accounts;
    }

    public Answer charge(@Body Charge wanted) {
        if (!accounts.charge(wanted.customerId(), wanted.amountMinor())) {
            return Answer.refused("declined", accounts.reasonToDecline(wanted.customerId()));
        }
        jdbc.sql("""
                        insert into charge (saga_id, order_id, customer_id, amount_minor, state)
                        values (:sagaId, :orderId, :customerId, :amountMinor, :state)""")
                .param("sagaId", Step.scopeOf(wanted.sagaId()))
                .param("orderId", wanted.orderId())
                .param("customerId", wanted.customerId())
                .param("amountMinor", wanted.amountMinor())
                .param("state", State.CHARGED.name())
                .update();
        return Answer.ok()
                .with("orderId", wanted.orderId())
                .with("state", State.CHARGED)
                .with("amountMinor", wanted.amountMinor());
    }

    public void refund(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        String saga = Step.scopeOf(sagaId);
        Charged charged = find(saga);
        accounts.refund(charged.customerId(), charged.leftMinor());
        jdbc.sql("update charge set state = :state where saga_id = :sagaId")
                .param("state", State.REFUNDED.name())
                .param("sagaId", saga)
                .update();
    }

    /**
     * Counts an amount of the order's charge as refunded. Empty: the order has no charge of which so much is left. The caller
     * has changed the customer's account before, so no other refund comes between.
     *
     * @return the saga of the charge
     */
    Optional<String> takeForReturn(String orderId, String customerId, long amountMinor) {
        Optional<String> charge = jdbc.sql("""
                        select min(saga_id) from charge where order_id = :orderId and customer_id = :customerId
                        and state = 'CHARGED' and amount_minor - returned_minor >= :amount""")
                .param("orderId", orderId)
                .param("customerId", customerId)
                .param("amount", amountMinor)
                .query(String.class)
                .optional();
        charge.ifPresent(saga -> addReturned(saga, amountMinor));
        return charge;
    }

    /** A refund of this charge was cancelled. */
    void putBack(String saga, long amountMinor) {
        addReturned(saga, -amountMinor);
    }

    /** How much can still be refunded, in minor units. */
    long leftToRefund(String orderId, String customerId) {
        return jdbc.sql("""
                        select coalesce(max(amount_minor - returned_minor), 0) from charge
                        where order_id = :orderId and customer_id = :customerId and state = 'CHARGED'""")
                .param("orderId", orderId)
                .param("customerId", customerId)
                .query(Long.class)
                .single();
    }

    private void addReturned(String saga, long amountMinor) {
        int rows = jdbc.sql("update charge set returned_minor = returned_minor + :amount where saga_id = :sagaId")
                .param("amount", amountMinor)
                .param("sagaId", saga)
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d charges instead of 1 of saga %s".formatted(rows, saga));
        }
    }

    private Charged find(String saga) {
        return jdbc.sql(
                        "select customer_id, amount_minor - returned_minor as left_minor from charge where saga_id = :sagaId")
                .param("sagaId", saga)
                .query((row, n) -> new Charged(row.getString("customer_id"), row.getLong("left_minor")))
                .single();
    }

    private record Charged(String customerId, long leftMinor) {}

    enum State {
        /** Taken from the customer's credit. */
        CHARGED,
        /** Given back: the saga was cancelled. */
        REFUNDED
    }
}
