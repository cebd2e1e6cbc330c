package io.bactrian.participants.payment;

import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refunds for returned goods. The routes call it within {@code policy("once")}: each is given once, and cancelled or settled
 * once. Whatever is returned how often, an order's refunds never exceed what it was charged.
 */
@Component
class Refunds {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Charges charges;

    Refunds(JdbcClient jdbc, Accounts accounts, Charges charges) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.charges = charges;
    }

    /** Gives the money back and holds it: it is no credit before the return is settled. */
    public Answer refund(@Body Refund wanted) {
        // the account first, as everything here: whoever wants both rows waits for the same one
        if (!accounts.refundAndHold(wanted.customerId(), wanted.amountMinor())) {
            return accounts.exists(wanted.customerId())
                    ? moreThanWasCharged(wanted)
                    : Answer.refused("not refunded", Accounts.noAccount(wanted.customerId()));
        }
        return charges.takeForReturn(wanted.orderId(), wanted.customerId(), wanted.amountMinor())
                .map(charge -> add(wanted, charge))
                .orElseGet(() -> moreThanWasCharged(wanted));
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
                    "%s cannot be charged again: %s".formatted(refund, accounts.reasonToDecline(refund.customerId())));
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

    private Answer add(Refund wanted, String charge) {
        jdbc.sql("""
                        insert into refund (saga_id, return_id, order_id, customer_id, charge_saga_id, amount_minor, state)
                        values (:sagaId, :returnId, :orderId, :customerId, :charge, :amountMinor, :state)""")
                .param("sagaId", Step.scopeOf(wanted.sagaId()))
                .param("returnId", wanted.returnId())
                .param("orderId", wanted.orderId())
                .param("customerId", wanted.customerId())
                .param("charge", charge)
                .param("amountMinor", wanted.amountMinor())
                .param("state", State.REFUNDED.name())
                .update();
        return Answer.ok()
                .with("returnId", wanted.returnId())
                .with("state", State.REFUNDED)
                .with("amountMinor", wanted.amountMinor());
    }

    private Given find(String saga) {
        return jdbc.sql(
                        "select saga_id, customer_id, charge_saga_id, amount_minor, state from refund where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(Given.class)
                .single();
    }

    private void become(Given refund, State state) {
        jdbc.sql("update refund set state = :state where saga_id = :sagaId")
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
