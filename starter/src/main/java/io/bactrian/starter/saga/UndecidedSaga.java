package io.bactrian.starter.saga;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A saga whose close got no answer. An error handler that redelivers would run it a second time, and the first one may well
 * close: the block it enters again answers with the same failure. Marking the exchange for rollback would prevent that too,
 * and cut off what follows a doTry that catches the failure.
 *
 * @param block the one that started the saga, null when the exchange is in none
 */
record UndecidedSaga(@Nullable SagaBlock block, SagaOutcomeUnknownException outcome) {

    private static final String PROPERTY = "BactrianUndecidedSaga";

    static void remember(Exchange exchange, @Nullable SagaScope starter, SagaOutcomeUnknownException outcome) {
        // one that is still there is of an earlier call; from here on it means this failure
        exchange.getMessage().removeHeader(Exchange.REDELIVERED);
        exchange.setProperty(PROPERTY, new UndecidedSaga(starter == null ? null : starter.block(), outcome));
    }

    /** How a redelivery into this block has to end, null when the exchange may enter. */
    static @Nullable SagaOutcomeUnknownException redelivered(Exchange exchange, SagaBlock block) {
        UndecidedSaga undecided = exchange.getProperty(PROPERTY, UndecidedSaga.class);
        if (undecided == null || !exchange.getMessage().getHeader(Exchange.REDELIVERED, false, boolean.class)) {
            return null;
        }
        return undecided.block == null || undecided.block == block ? undecided.outcome : null;
    }
}
