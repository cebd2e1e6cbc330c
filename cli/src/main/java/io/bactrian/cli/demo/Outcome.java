package io.bactrian.cli.demo;

import java.time.Duration;

/**
 * What became of one order.
 *
 * @param reason why it was not fulfilled; empty when it was
 * @param took from the first request to the last answer, all repeats included
 */
record Outcome(Kind kind, String reason, Duration took) {

    enum Kind {
        FULFILLED,
        COMPENSATED,
        REFUSED,
        /** No final answer within the client's patience. */
        OPEN
    }
}
