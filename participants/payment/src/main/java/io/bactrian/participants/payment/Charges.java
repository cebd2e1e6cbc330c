package io.bactrian.participants.payment;

import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Charges of sagas. The routes call it within {@code policy("once")}: each is made once and refunded once, and never do two of
 * one order stand.
 */
@Component
class Charges {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Transactions transactions;

    Charges(JdbcClient jdbc, Accounts accounts, Transactions transactions) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    /**
     * The charge comes before the credit is looked at, which an earlier attempt may still take; a refusal takes it back.
     *
     * @throws PassingFault as long as another saga's charge of the order stands
     */
    public Answer charge(@Body Charge wanted) {
        // the account first, as everything here: whoever wants both rows waits for the same one
        if (!accounts.lock(wanted.customerId())) {
            return declined(Accounts.noAccount(wanted.customerId()));
        }
        if (!add(wanted)) {
            throw new PassingFault(
                    "other charge stands",
                    "order %s has a charge that is not refunded yet: call again".formatted(wanted.orderId()));
        }
        if (!accounts.charge(wanted.customerId(), wanted.amountMinor())) {
            return declined(Accounts.overTheLimit(wanted.customerId()));
        }
        return Answer.ok()
                .with("orderId", wanted.orderId())
                .with("state", State.CHARGED)
                .with("amountMinor", wanted.amountMinor());
    }

    private static Answer declined(String reason) {
        return Answer.refused("declined", reason);
    }

    /** True: added. False: another charge of the order stands. No saga comes here twice. */
    private boolean add(Charge wanted) {
        return transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into charge (saga_id, order_id, customer_id, amount_minor, state, active_order)
                        values (:sagaId, :orderId, :customerId, :amountMinor, :state, :orderId)""")
                .param("sagaId", Step.scopeOf(wanted.sagaId()))
                .param("orderId", wanted.orderId())
                .param("customerId", wanted.customerId())
                .param("amountMinor", wanted.amountMinor())
                .param("state", State.CHARGED.name())
                .update());
    }

    /** @throws PassingFault as long as a return of the order is not decided: what it was refunded may be charged again */
    public void refund(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        String saga = Step.scopeOf(sagaId);
        String customer = customerOf(saga);
        accounts.lock(customer); // no return takes anything from here on
        if (isBeingReturned(saga)) {
            throw new PassingFault(
                    "return not decided",
                    "what is refunded of the charge of saga %s may be charged again: call again".formatted(saga));
        }
        accounts.refund(customer, left(saga));
        jdbc.sql("update charge set state = :state, active_order = null where saga_id = :sagaId")
                .param("state", State.REFUNDED.name())
                .param("sagaId", saga)
                .update();
        handOver(saga);
    }

    /**
     * Before active_order several charges of an order could stand, of which one has it now: another one gets it. No row: none stands
     * any more, or one has it already.
     */
    private void handOver(String refunded) {
        jdbc.sql("""
                        update charge set active_order = order_id
                        where saga_id = (
                            select min(other.saga_id) from charge other
                            join charge refunded on refunded.order_id = other.order_id and refunded.customer_id = other.customer_id
                            where refunded.saga_id = :refunded and other.state = 'CHARGED')
                        and not exists (select 1 from charge active where active.active_order = charge.order_id)""").param("refunded", refunded).update();
    }

    /** The saga of the order's charge, if there is one that stands and is this customer's. */
    Optional<String> standing(String orderId, String customerId) {
        return jdbc.sql("select saga_id from charge where active_order = :orderId and customer_id = :customerId")
                .param("orderId", orderId)
                .param("customerId", customerId)
                .query(String.class)
                .optional();
    }

    /** True: counted as refunded. False (no row): the charge is refunded as a whole, or not so much of it is left. */
    boolean take(String saga, long amountMinor) {
        return jdbc.sql("""
                                update charge set returned_minor = returned_minor + :amount
                                where saga_id = :sagaId and state = 'CHARGED' and amount_minor - returned_minor >= :amount""").param("amount", amountMinor).param("sagaId", saga).update() == 1;
    }

    /** A refund of this charge was cancelled. */
    void putBack(String saga, long amountMinor) {
        int rows = jdbc.sql("update charge set returned_minor = returned_minor - :amount where saga_id = :sagaId")
                .param("amount", amountMinor)
                .param("sagaId", saga)
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d charges instead of 1 of saga %s".formatted(rows, saga));
        }
    }

    /** How much can still be refunded, in minor units. */
    long leftToRefund(String orderId, String customerId) {
        return jdbc.sql("""
                        select coalesce(max(amount_minor - returned_minor), 0) from charge
                        where active_order = :orderId and customer_id = :customerId""")
                .param("orderId", orderId)
                .param("customerId", customerId)
                .query(Long.class)
                .single();
    }

    private String customerOf(String saga) {
        return jdbc.sql("select customer_id from charge where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(String.class)
                .single();
    }

    private boolean isBeingReturned(String saga) {
        return jdbc.sql("select count(*) from refund where charge_saga_id = :sagaId and state = 'REFUNDED'")
                        .param("sagaId", saga)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private long left(String saga) {
        return jdbc.sql("select amount_minor - returned_minor from charge where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(Long.class)
                .single();
    }

    enum State {
        /** Taken from the customer's credit. */
        CHARGED,
        /** Given back: the saga was cancelled. */
        REFUNDED
    }
}
