package io.bactrian.testkit.crash;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long the applications, which know nothing of the manual clock, may be silent before deadlines are made to pass. It
 * begins when it is first asked in a run, and anew whenever something was seen to happen; but something that happens
 * without end, such as a poll, does not put a deadline off for ever.
 */
final class Grace {

    static final Duration SILENCE = Duration.ofSeconds(4);
    private static final int LONGEST = 4;

    private final LongSupplier nanoTime;
    private List<Long> seen = List.of();
    private boolean begun;
    private long first;
    private long since;

    /** @param nanoTime as {@link System#nanoTime()} */
    Grace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begin() {
        begun = false;
    }

    /** @param happened differs from what it was when something has happened meanwhile */
    boolean isOver(List<Long> happened) {
        long now = nanoTime.getAsLong();
        if (!begun) {
            begun = true;
            first = now;
            since = now;
        } else if (!happened.equals(seen)) {
            since = now;
        }
        seen = happened;
        return now - since > SILENCE.toNanos() || now - first > SILENCE.toNanos() * LONGEST;
    }
}
