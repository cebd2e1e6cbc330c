package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.CoordinatorAddress;

/** The coordinator cannot call back the way this application wants it ({@code bactrian.callbacks=kafka}). */
public final class CallbacksNotPossibleException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    CallbacksNotPossibleException(CoordinatorAddress coordinator) {
        super("bactrian.callbacks=kafka needs Bactrian's coordinator, and the one at " + coordinator
                + " is another, which calls participants over HTTP only: set bactrian.callbacks=http and"
                + " camel.lra.local-participant-url, or let camel.lra.coordinator-url name Bactrian's");
    }
}
