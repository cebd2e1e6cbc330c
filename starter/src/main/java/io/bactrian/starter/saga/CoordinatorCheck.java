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
     * A coordinator that does not answer holds no start up: it is looked at before the first step.
     *
     * @throws CallbacksNotPossibleException when the coordinator cannot call back
     */
    void atStart() {
        try {
            beforeAStep();
        } catch (CoordinatorException e) {
            LOG.debug("Not known yet whether this coordinator can call back over Kafka: {}", e.getMessage());
        }
    }

    /**
     * Asks the coordinator what it is, unless that is known.
     *
     * @throws CallbacksNotPossibleException when the coordinator cannot call back
     * @throws CoordinatorException when it does not answer
     */
    void beforeAStep() {
        if (anyWillDo) {
            return;
        }
        if (coordinator.engine() != Engine.BACTRIAN) {
            coordinator.ping();
        }
        if (coordinator.engine() == Engine.STOCK) {
            throw new CallbacksNotPossibleException(coordinator.coordinator());
        }
    }
}
