package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Decision;

/**
 * The coordinator did not answer a close or cancel in time. The request is repeated in the background until it has an answer;
 * until then nobody knows whether the saga closes. The caller should be told "not known yet", never "failed": its steps may well
 * complete.
 */
public class SagaOutcomeUnknownException extends SagaException {

    private static final long serialVersionUID = 1L;

    SagaOutcomeUnknownException(String sagaId, Decision decision, CoordinatorException cause) {
        super(
                "it is not known yet whether saga " + sagaId + " could be "
                        + (decision == Decision.CLOSE ? "closed" : "cancelled")
                        + ", this is repeated in the background: " + cause.getMessage(),
                sagaId,
                cause);
    }
}
