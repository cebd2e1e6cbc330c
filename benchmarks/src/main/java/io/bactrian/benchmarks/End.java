package io.bactrian.benchmarks;

import java.util.Locale;

/** How a saga ends. */
enum End {
    /** Every participant completes, in any order. */
    CLOSE("complete", "Closed"),
    /** Every participant compensates, the last to join first. */
    CANCEL("compensate", "Cancelled");

    private final String callback;
    private final String status;

    End(String callback, String status) {
        this.callback = callback;
        this.status = status;
    }

    /** The link relation that is called. */
    String callback() {
        return callback;
    }

    /** The only final status that counts. */
    String status() {
        return status;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
