package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorRefusedException;

/** The route asked to compensate, but the saga has been closed or is not known. */
public class SagaNotCancelledException extends SagaException {

    private static final long serialVersionUID = 1L;

    SagaNotCancelledException(String sagaId, CoordinatorRefusedException cause) {
        super(
                "saga " + sagaId + " was not cancelled: the coordinator answered " + cause.status()
                        + (cause.body().isBlank() ? "" : " " + cause.body().strip()),
                sagaId,
                cause);
    }
}
