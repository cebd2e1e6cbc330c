package io.bactrian.routes.service;

import org.apache.camel.Exchange;

/** The saga could not be started: nothing happened that would have to be undone. */
public final class NothingBegun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private NothingBegun(String reason) {
        super(reason);
    }

    /** Throws, with what is known in the variable {@code failure}. */
    public static void because(Exchange exchange) {
        throw new NothingBegun(exchange.getVariable("failure", String.class));
    }
}
