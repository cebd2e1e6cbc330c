package io.bactrian.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the participants of one saga have seen of their coordinator. */
final class Callbacks {

    private final End end;
    private final Tally tally;
    private final int[] order;
    private final boolean[] seen;
    private final CountDownLatch missing;
    private int count;

    Callbacks(End end, int participants, Tally tally) {
        this.end = end;
        this.tally = tally;
        this.order = new int[participants];
        this.seen = new boolean[participants];
        this.missing = new CountDownLatch(participants);
    }

    /** A callback came in for the participant that joined at this position, counted from 0. */
    synchronized void arrived(int participant, String callback) {
        if (!callback.equals(end.callback())) {
            tally.wrong("participant " + participant + " was called to " + callback + " by a " + end);
        } else if (seen[participant]) {
            tally.wrong("participant " + participant + " was called twice to " + callback);
        } else {
            seen[participant] = true;
            order[count++] = participant;
            missing.countDown();
        }
    }

    boolean complete(long nanos) throws InterruptedException {
        return missing.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** True when the order of the calls is the one that the end asks for. */
    synchronized boolean inOrder() {
        for (int i = 0; end == End.CANCEL && i < count; i++) {
            if (order[i] != order.length - 1 - i) {
                return false;
            }
        }
        return true;
    }
}
