package io.bactrian.participants.payment;

import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refunds for returned goods. The routes call it within {@code policy("once")}: each is given once, and cancelled or settled
 * once, and never do two of one return stand. Whatever is returned how often, an order's refunds never exceed what it was charged.
 */
@Component
class Refunds {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Charges charges;
    private final Transactions transactions;

    Refunds(JdbcClient jdbc, Accounts accounts, Charges charges, Transactions transactions) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.charges = charges;
        this.transactions = transactions;
    }

    /**
     * Gives the money back and holds it: it is no credit before the return is settled.
     *
     * @throws PassingFault as long as another saga's refund for the return stands
     */
    public Answer refund(@Body Refund wanted) {
        if (!accounts.lock(wanted.customerId())) {
            return Answer.refused("not refunded", Accounts.noAccount(wanted.customerId()));
        }
        return charges.standing(wanted.orderId(), wanted.customerId())
                .map(charge -> refund(wanted, charge))
                .orElseGet(() -> moreThanWasCharged(wanted));
    }

    /** The refund comes before what is left of the charge is looked at, of which an earlier attempt may still have taken some. */
    private Answer refund(Refund wanted, String charge) {
        if (!add(wanted, charge)) {
            throw new PassingFault(
                    "other refund stands",
                    "return %s has a refund that is not cancelled yet: call again".formatted(wanted.returnId()));
        }
        if (!charges.take(charge, wanted.amountMinor())) {
            return moreThanWasCharged(wanted);
        }
        accounts.refundAndHold(wanted.customerId(), wanted.amountMinor());
        return Answer.ok()
                .with("returnId", wanted.returnId())
                .with("state", State.REFUNDED)
                .with("amountMinor", wanted.amountMinor());
    }

    private Answer moreThanWasCharged(Refund wanted) {
        long left = charges.leftToRefund(wanted.orderId(), wanted.customerId());
        return Answer.refused(
                "more than was charged",
                "order %s of customer %s has %d minor units left to be refunded, not %d"
                        .formatted(wanted.orderId(), wanted.customerId(), left, wanted.amountMinor()));
    }

    /** Charges the amount again. @throws IllegalStateException if it was settled and the customer has spent it since */
    public void cancel(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        Given refund = find(Step.scopeOf(sagaId));
        if (refund.state() == State.REFUNDED) {
            accounts.chargeHeldAgain(refund.customerId(), refund.amountMinor());
        } else if (!accounts.charge(refund.customerId(), refund.amountMinor())) {
            throw new IllegalStateException(
                    "%s cannot be charged again: %s".formatted(refund, Accounts.overTheLimit(refund.customerId())));
        }
        charges.putBack(refund.chargeSagaId(), refund.amountMinor());
        become(refund, State.CANCELLED);
    }

    /** The return is complete: what was refunded is the customer's credit from here on. */
    public void settle(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        Given refund = find(Step.scopeOf(sagaId));
        accounts.settle(refund.customerId(), refund.amountMinor());
        become(refund, State.SETTLED);
    }

    /** True: added. False: another refund for the return stands. No saga comes here twice. */
    private boolean add(Refund wanted, String charge) {
        return transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into refund
                        (saga_id, return_id, order_id, customer_id, charge_saga_id, amount_minor, state, active_return)
                        values (:sagaId, :returnId, :orderId, :customerId, :charge, :amountMinor, :state, :returnId)""")
                .param("sagaId", Step.scopeOf(wanted.sagaId()))
                .param("returnId", wanted.returnId())
                .param("orderId", wanted.orderId())
                .param("customerId", wanted.customerId())
                .param("charge", charge)
                .param("amountMinor", wanted.amountMinor())
                .param("state", State.REFUNDED.name())
                .update());
    }

    private Given find(String saga) {
        return jdbc.sql(
                        "select saga_id, customer_id, charge_saga_id, amount_minor, state from refund where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(Given.class)
                .single();
    }

    private void become(Given refund, State state) {
        jdbc.sql("""
                        update refund set state = :state, active_return = case when :state = 'CANCELLED' then null else return_id end
                        where saga_id = :sagaId""")
                .param("state", state.name())
                .param("sagaId", refund.sagaId())
                .update();
    }

    record Given(String sagaId, String customerId, String chargeSagaId, long amountMinor, State state) {}

    enum State {
        /** Given back, and held: it may still be cancelled. */
        REFUNDED,
        /** Given back for good: the saga was closed. */
        SETTLED,
        /** Charged again: the saga was cancelled. */
        CANCELLED
    }
}
