package io.bactrian.coordinator.operations;

/** A search that cannot be meant; the message names the parameter, the value and what it may be. */
public final class BadQuery extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadQuery(String message) {
        super(message);
    }
}
