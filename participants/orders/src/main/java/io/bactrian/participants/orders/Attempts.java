package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.function.Function;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the driver of an attempt tells about it. A driver that was overtaken finds its attempt over and can change nothing: neither
 * begin a saga for it nor end the attempt that came after.
 */
@Component
class Attempts {

    static final String CANCEL = "CANCEL_ORDER";
    private static final String COMPLETE = "COMPLETE_ORDER";

    private final OrderTables tables;
    private final FulfilledOrders fulfilled;
    private final Journal journal;
    private final Transactions transactions;

    Attempts(OrderTables tables, FulfilledOrders fulfilled, Journal journal, Transactions transactions) {
        this.tables = tables;
        this.fulfilled = fulfilled;
        this.journal = journal;
        this.transactions = transactions;
    }

    /** From here on the attempt is the saga's, and only the saga ends it. */
    public Answer attach(@Body AttemptCall call) {
        return change(call, attempt -> {
            if (attempt.belongsToOther(call.sagaId())) {
                return hasOtherSaga(attempt);
            }
            if (!attempt.current() || !attempt.isOpen()) {
                return attempt.isOver();
            }
            if (call.sagaId() != null && attempt.sagaId() == null) {
                tables.attach(attempt, call.sagaId());
            }
            return attempt.answer();
        });
    }

    /** Puts the business reason on record, the first one, before anything is undone: the order stays refused. */
    public Answer refuse(@Body RefusalCall call) {
        return change(call.about(), attempt -> {
            if (!attempt.current() || !attempt.isOpen()) {
                return attempt.isOver();
            }
            if (attempt.reason() == null) {
                tables.refuse(attempt, call.reason());
            }
            return attempt.answer();
        });
    }

    /**
     * The saga's last compensation. Any attempt can be cancelled that is not fulfilled; one that is over stays as it is. Without a
     * saga only one that has none: the driver could not begin it.
     */
    public Answer cancel(@Body AttemptCall call) {
        return change(call, attempt -> {
            Step step = step(attempt, call.sagaId());
            if (attempt.belongsToOther(call.sagaId())) {
                boolean without = call.sagaId() == null;
                journal.append(step, CANCEL, without ? Result.REFUSED : Result.EMPTY);
                return without ? hasOtherSaga(attempt) : attempt.answer();
            }
            return switch (attempt.state()) {
                case PENDING, CONFIRMED -> {
                    journal.append(step, CANCEL, Result.DONE);
                    yield tables.cancel(attempt, "the saga was cancelled").answer();
                }
                case CANCELLED -> {
                    journal.append(step, CANCEL, Result.REPEAT);
                    yield attempt.answer();
                }
                case FULFILLED, RETURNING, RETURNED -> {
                    journal.append(step, CANCEL, Result.REFUSED);
                    yield Answer.refused(
                            "order is fulfilled",
                            "attempt %d of order %s cannot be cancelled any more"
                                    .formatted(attempt.number(), attempt.orderId()));
                }
            };
        });
    }

    /** The saga's completion: the order is fulfilled for good. */
    public Answer complete(@Body AttemptCall call) {
        return change(call, attempt -> {
            Step step = step(attempt, call.sagaId());
            if (attempt.belongsToOther(call.sagaId())) {
                journal.append(step, COMPLETE, Result.REFUSED);
                return hasOtherSaga(attempt);
            }
            return switch (attempt.state()) {
                case CONFIRMED -> {
                    journal.append(step, COMPLETE, Result.DONE);
                    fulfilled.tell(attempt);
                    yield tables.fulfil(attempt).answer();
                }
                case FULFILLED, RETURNING, RETURNED -> {
                    journal.append(step, COMPLETE, Result.REPEAT);
                    yield attempt.answer();
                }
                case PENDING, CANCELLED -> {
                    journal.append(step, COMPLETE, Result.REFUSED);
                    yield Answer.refused(
                            "order is not confirmed",
                            "attempt %d of order %s is %s and cannot be completed"
                                    .formatted(attempt.number(), attempt.orderId(), attempt.state()));
                }
            };
        });
    }

    static Answer hasOtherSaga(Attempt attempt) {
        return Answer.refused(
                "attempt has a saga",
                "attempt %d of order %s belongs to saga %s"
                        .formatted(attempt.number(), attempt.orderId(), attempt.sagaId()));
    }

    /** What the journal tells it is about: the saga of the call, or else the one that the attempt belongs to, if any. */
    static Step step(Attempt attempt, @Nullable String callingSaga) {
        String sagaId = callingSaga == null ? attempt.sagaId() : callingSaga;
        return new Step(sagaId == null ? attempt.orderId() : sagaId, "order-fulfilment", sagaId, attempt.orderId());
    }

    private Answer change(AttemptCall call, Function<Attempt, Answer> change) {
        return transactions.whole(() -> {
            tables.lock(call.orderId());
            return tables.find(call.orderId(), call.attempt()).map(change).orElseGet(call::isUnknown);
        });
    }
}
