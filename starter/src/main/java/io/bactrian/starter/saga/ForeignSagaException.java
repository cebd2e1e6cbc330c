package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.CoordinatorAddress;

/** The header {@code Long-Running-Action} names a saga that is not of our coordinator; no call is made for it. */
public class ForeignSagaException extends SagaException {

    private static final long serialVersionUID = 1L;

    ForeignSagaException(String header, CoordinatorAddress coordinator) {
        super(
                "the header Long-Running-Action must name a saga of " + coordinator + ", was " + header
                        + ": if this is the same coordinator, list its URL in bactrian.coordinator-aliases",
                header,
                null);
    }
}
