package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorRefusedException;

/**
 * The route ran to its end, but the saga will not close: it was cancelled meanwhile, by its time limit, by an operator or by
 * another participant. Its steps are compensated; the caller must not be told that it succeeded.
 */
public class SagaNotClosedException extends SagaException {

    private static final long serialVersionUID = 1L;

    SagaNotClosedException(String sagaId, CoordinatorRefusedException cause) {
        super(
                "saga " + sagaId + " did not close: the coordinator answered "
                        + cause.status()
                        + (cause.body().isBlank() ? "" : " " + cause.body().strip()),
                sagaId,
                cause);
    }
}
