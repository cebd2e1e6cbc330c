package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.orders.OrderReturn.State;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/**
 * Returns of fulfilled orders. An order waits for one return at a time, so however many are asked for at once, no piece of it
 * is returned twice.
 */
@Component
class Returns {

    private final ReturnTables returns;
    private final OrderTables orders;
    private final ReturnRules rules;
    private final Transactions transactions;

    Returns(ReturnTables returns, OrderTables orders, ReturnRules rules, Transactions transactions) {
        this.returns = returns;
        this.orders = orders;
        this.rules = rules;
        this.transactions = transactions;
    }

    /** Takes a return down, or tells what became of it. Whoever is told {@code run} may drive it; its saga's validation decides who does. */
    public Answer ask(@Body AskedReturn asked) {
        return transactions.whole(() -> {
            if (!returns.add(asked) && !returns.asked(asked.returnId()).equals(asked)) {
                return Answer.refused("return %s was asked for before with other content".formatted(asked.returnId()));
            }
            return returns.find(asked.returnId()).orElseThrow().answer();
        });
    }

    public Answer lookUp(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        String returnId = input.pathText("returnId");
        input.verify();
        return returns.find(returnId)
                .map(OrderReturn::answer)
                .orElseGet(() -> Answer.notFound("no such return", "%s was never asked for".formatted(returnId)));
    }

    /** The saga's first step, within {@code policy("once")}. What speaks against the return is the answer. */
    public Answer accept(@Body ReturnCall call) {
        return returns.lock(call)
                .map(wanted -> {
                    if (wanted.state() == State.ACCEPTED) {
                        return wanted.isRunning();
                    }
                    return wanted.mayBegin() ? begin(wanted, call) : wanted.isOver();
                })
                .orElseGet(call::isUnknown);
    }

    private Answer begin(OrderReturn wanted, ReturnCall call) {
        orders.lock(wanted.orderId());
        return rules.judge(wanted, accepted -> {
            orders.become(accepted.order(), Attempt.State.RETURNING);
            returns.accept(wanted, call.sagaId(), accepted.lines(), accepted.amountMinor());
        });
    }

    /** The step's compensation: the order is as it was. */
    public void drop(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        OrderReturn undone = returns.lockOf(Step.scopeOf(sagaId));
        Attempt order = lockOrder(undone);
        // after a complete return the order may be fulfilled still, in part, or wait for another return by now
        if (undone.state() == State.ACCEPTED || order.state() == Attempt.State.RETURNED) {
            orders.become(order, Attempt.State.FULFILLED);
        }
        boolean technical = undone.refusal() == null;
        returns.become(undone, State.UNDONE, technical ? "the saga was cancelled" : undone.refusal(), technical);
    }

    /** The step's completion: goods and money are back for good. */
    public void complete(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        OrderReturn done = returns.lockOf(Step.scopeOf(sagaId));
        Attempt order = lockOrder(done);
        returns.become(done, State.RETURNED, null, false);
        boolean all = rules.goods(done.orderId()).left().isEmpty();
        orders.become(order, all ? Attempt.State.RETURNED : Attempt.State.FULFILLED);
    }

    /** Puts the business reason on record, the first one, before anything is undone: the return stays refused. */
    public Answer refuse(@Body ReturnRefusal call) {
        return transactions.whole(() -> returns.lock(call.about())
                .map(current -> refuse(current, call))
                .orElseGet(() -> call.about().isUnknown()));
    }

    private Answer refuse(OrderReturn current, ReturnRefusal call) {
        if (current.isDrivenBy(call.about().sagaId())) {
            if (current.refusal() == null) {
                returns.become(current, State.ACCEPTED, call.reason(), false);
            }
        } else if (current.mayBegin()) {
            boolean untouched = current.state() == State.REQUESTED;
            returns.become(current, untouched ? State.REFUSED : State.UNDONE, call.reason(), false);
        } else {
            return current.isOver();
        }
        return returns.find(current.returnId()).orElseThrow().answer();
    }

    private Attempt lockOrder(OrderReturn of) {
        orders.lock(of.orderId());
        return orders.current(of.orderId()).orElseThrow();
    }
}
