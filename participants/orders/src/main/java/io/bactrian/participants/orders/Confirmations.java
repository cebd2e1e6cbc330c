package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Answer;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Confirmations of attempts. The routes call it within {@code policy("once")}: each is given once, and withdrawn once. */
@Component
class Confirmations {

    private final OrderTables tables;

    Confirmations(OrderTables tables) {
        this.tables = tables;
    }

    public Answer confirm(@Body AttemptCall call) {
        tables.lock(call.orderId());
        return tables.find(call.orderId(), call.attempt())
                .map(attempt -> confirmPending(attempt, call))
                .orElseGet(call::isUnknown);
    }

    private Answer confirmPending(Attempt attempt, AttemptCall call) {
        if (!attempt.current() || attempt.state() != Attempt.State.PENDING) {
            return attempt.isOver();
        }
        if (attempt.sagaId() == null) {
            return Answer.refused(
                    "attempt has no saga",
                    "attach one to attempt %d of order %s before it is confirmed"
                            .formatted(attempt.number(), attempt.orderId()));
        }
        return attempt.belongsToOther(call.sagaId())
                ? Attempts.hasOtherSaga(attempt)
                : tables.become(attempt, Attempt.State.CONFIRMED).answer();
    }

    /** @throws IllegalStateException for an order that is fulfilled: the coordinator decided both ways, and a person must look */
    public void withdraw(@Body AttemptCall call) {
        tables.lock(call.orderId());
        Attempt attempt = tables.find(call.orderId(), call.attempt()).orElseThrow();
        switch (attempt.state()) {
            case CONFIRMED -> tables.become(attempt, Attempt.State.PENDING);
            case PENDING, CANCELLED -> {
                // cancelled before the confirmation was withdrawn: the confirmation went with it
            }
            case FULFILLED, RETURNING, RETURNED ->
                throw new IllegalStateException("The confirmation of %s cannot be withdrawn".formatted(attempt));
        }
    }
}
