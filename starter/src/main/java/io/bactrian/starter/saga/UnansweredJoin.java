package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.protocol.LraId;
import org.apache.camel.Exchange;

/**
 * A join whose answer was lost. When an error handler runs the step again, it joins as the same participant: the coordinator may
 * have it already.
 */
record UnansweredJoin(LraId saga, StepOpening opening) {

    private static final String PROPERTY = "BactrianUnansweredJoin";

    /** The opening whose answer was lost if it is the same step's, else the fresh one. */
    static StepOpening of(Exchange exchange, LraId saga, StepOpening fresh) {
        UnansweredJoin lost = exchange.getProperty(PROPERTY, UnansweredJoin.class);
        return lost != null && lost.saga.uid().equals(saga.uid()) && lost.opening.sameAs(fresh) ? lost.opening : fresh;
    }

    static void remember(Exchange exchange, LraId saga, StepOpening opening, CoordinatorException e) {
        if (e.mayHaveHappened()) {
            exchange.setProperty(PROPERTY, new UnansweredJoin(saga, opening));
        }
    }

    static void forget(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }
}
