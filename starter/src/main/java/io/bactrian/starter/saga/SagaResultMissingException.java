package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.LraId;

/** No step of the saga has stored a result of this name. */
public class SagaResultMissingException extends SagaException {

    private static final long serialVersionUID = 1L;

    SagaResultMissingException(LraId saga, String name, String stored) {
        super(
                "saga " + saga + " has no result '" + name + "', its steps have stored " + stored
                        + ": a step stores one with bactrian:result?names=" + name.substring(name.indexOf(':') + 1),
                saga.value(),
                null);
    }
}
