package io.bactrian.starter.saga;

import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/** A saga that did not become what its route asked for. */
public abstract class SagaException extends RuntimeCamelException {

    private static final long serialVersionUID = 1L;

    private final String sagaId;

    SagaException(String message, String sagaId, @Nullable Throwable cause) {
        super(message, cause);
        this.sagaId = sagaId;
    }

    /** The saga, as in the header {@code Long-Running-Action}. */
    public String sagaId() {
        return sagaId;
    }
}
