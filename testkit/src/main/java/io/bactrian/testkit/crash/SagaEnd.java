package io.bactrian.testkit.crash;

import java.util.List;

/**
 * How a saga stands in the ledger.
 *
 * @param status the LRA status
 * @param owing participants that are still owed a call, or are parked, a line each
 */
record SagaEnd(String id, String status, List<String> owing) {

    boolean closed() {
        return status.equals("Closed");
    }

    boolean cancelled() {
        return status.equals("Cancelled");
    }

    boolean ended() {
        return closed() || cancelled() || status.startsWith("FailedTo");
    }
}
