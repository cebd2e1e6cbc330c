package io.bactrian.testkit.crash;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a saga stands in the ledger.
 *
 * @param name what kind of saga it is; null when nobody said
 * @param status the LRA status
 * @param owing participants that are still owed a call, or are parked, a line each
 */
record SagaEnd(String id, @Nullable String name, String status, List<String> owing) {

    /** Whether this is the id under which the saga's participants know it. */
    boolean isKnownAs(String lraId) {
        return lraId.replaceFirst("\\?.*", "").contains(id); // that of a nested one goes on with its parent
    }

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
