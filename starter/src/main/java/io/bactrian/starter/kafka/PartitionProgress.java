package io.bactrian.starter.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Commits the records of one partition in their order, in whichever order they are done: never past one that is not. What comes
 * back because it was not committed is recognised as done by the coordinator.
 */
final class PartitionProgress {

    private final TreeMap<Long, Entry> open = new TreeMap<>();
    private CompletableFuture<Void> allDone = new CompletableFuture<>();
    private boolean abandoned;

    /**
     * @param commit commits up to and with this record
     * @return to be run, once, when the record is done
     */
    synchronized Runnable begin(long offset, Runnable commit) {
        Entry entry = new Entry(commit);
        open.put(offset, entry);
        return () -> done(entry);
    }

    private synchronized void done(Entry entry) {
        entry.done = true;
        Runnable commit = null;
        for (Map.Entry<Long, Entry> first = open.firstEntry();
                first != null && first.getValue().done;
                first = open.firstEntry()) {
            commit = first.getValue().commit;
            open.pollFirstEntry();
        }
        if (commit != null && !abandoned) {
            commit.run();
        }
        if (open.isEmpty()) {
            allDone.complete(null);
            allDone = new CompletableFuture<>();
        }
    }

    /** Ends when all that has begun is done. */
    synchronized CompletableFuture<Void> whenDone() {
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return allDone.copy();
    }

    /** The partition belongs to another replica now: nothing is committed any more. */
    synchronized void abandon() {
        abandoned = true;
    }

    private static final class Entry {

        private final Runnable commit;
        private boolean done;

        Entry(Runnable commit) {
            this.commit = commit;
        }
    }
}
