package io.bactrian.participants.payment;

import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Guard;
import io.bactrian.participants.journal.Step;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Charges of sagas: each is made at most once and refunded at most once. */
@Component
class Charges {

    private static final String STEP = "charge-payment";

    private final JdbcClient jdbc;
    private final Guard guard;
    private final Accounts accounts;

    Charges(JdbcClient jdbc, Guard guard, Accounts accounts) {
        this.jdbc = jdbc;
        this.guard = guard;
        this.accounts = accounts;
    }

    public Answer charge(@Body Charge wanted) {
        Step step = Step.ofSaga(wanted.sagaId(), STEP, wanted.orderId());
        return guard.act(step, "CHARGE", () -> {
            if (!accounts.charge(wanted.customerId(), wanted.amountMinor())) {
                return Answer.refused("declined", accounts.reasonToDecline(wanted.customerId()));
            }
            add(step, wanted);
            return Answer.ok()
                    .with("orderId", wanted.orderId())
                    .with("state", State.CHARGED)
                    .with("amountMinor", wanted.amountMinor());
        });
    }

    public void refund(
            @Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId, @Header("orderKey") @Nullable String orderKey) {
        Step step = Step.ofSaga(sagaId, STEP, OrderKey.orderId(orderKey));
        guard.compensate(step, "REFUND", () -> {
            Charged charged = find(step);
            accounts.refund(charged.customerId(), charged.amountMinor());
            jdbc.sql("update charge set state = :state where saga_id = :sagaId")
                    .param("state", State.REFUNDED.name())
                    .param("sagaId", step.scope())
                    .update();
        });
    }

    private void add(Step step, Charge charge) {
        jdbc.sql("""
                        insert into charge (saga_id, order_id, customer_id, amount_minor, state)
                        values (:sagaId, :orderId, :customerId, :amountMinor, :state)""")
                .param("sagaId", step.scope())
                .param("orderId", charge.orderId())
                .param("customerId", charge.customerId())
                .param("amountMinor", charge.amountMinor())
                .param("state", State.CHARGED.name())
                .update();
    }

    private Charged find(Step step) {
        return jdbc.sql("select customer_id, amount_minor from charge where saga_id = :sagaId")
                .param("sagaId", step.scope())
                .query((row, n) -> new Charged(row.getString("customer_id"), row.getLong("amount_minor")))
                .single();
    }

    private record Charged(String customerId, long amountMinor) {}

    enum State {
        /** Taken from the customer's credit. */
        CHARGED,
        /** Given back: the saga was cancelled. */
        REFUNDED
    }
}
