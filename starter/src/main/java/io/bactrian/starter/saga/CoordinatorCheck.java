package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that no step joins with links that its coordinator cannot call: nobody would notice before it has to be undone. */
final class CoordinatorCheck {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCheck.class);

    private final CoordinatorClient coordinator;
    private final boolean anyWillDo;

    CoordinatorCheck(CoordinatorClient coordinator, boolean anyWillDo) {
        this.coordinator = coordinator;
        this.anyWillDo = anyWillDo;
    }

    /**
     * A coordinator that does not answer, or behind something that answers in its place, holds no start up: it is looked at before
     * the first step.
     *
     * @throws CallbacksNotPossibleException when the coordinator cannot call back
     */
    void atStart() {
        try {
            ask();
        } catch (CoordinatorException e) {
            LOG.debug("Not known yet whether this coordinator can call back over Kafka: {}", e.getMessage());
        }
        if (!anyWillDo && coordinator.engine() == Engine.STOCK) {
            throw new CallbacksNotPossibleException(coordinator.coordinator());
        }
    }

    /**
     * Asks the coordinator what it is, unless that is known.
     *
     * @throws CallbacksNotPossibleException when the coordinator cannot call back
     * @throws CoordinatorException when it does not answer
     */
    void beforeAStep() {
        ask();
        if (!anyWillDo && coordinator.engine() != Engine.BACTRIAN) {
            throw new CallbacksNotPossibleException(coordinator.coordinator());
        }
    }

    private void ask() {
        if (!anyWillDo && coordinator.engine() != Engine.BACTRIAN) {
            coordinator.ping();
        }
    }
}
