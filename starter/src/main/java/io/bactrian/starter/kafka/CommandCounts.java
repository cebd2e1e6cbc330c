package io.bactrian.starter.kafka;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/** How many commands came since the start of this process, by what became of them. */
final class CommandCounts {

    /** What becomes of a command. */
    enum Result {
        /** It was carried out. */
        DONE,
        /** It was tried and failed, and comes again. */
        FAILED,
        /** Its route says that it can never succeed. */
        IMPOSSIBLE,
        /** Its step's endpoint is not in this deployment; it comes again. */
        MISSING,
        /** It had been carried out before. */
        REPEATED,
        /** It is not the coordinator's, or not its wish now: refused. */
        FORGED,
        /** It is for a step that this application has not made. */
        FOREIGN,
        /** It cannot be read. */
        UNREADABLE,
        /** The coordinator could not be asked about it, and repeats it. */
        LEFT
    }

    private final AtomicLongArray counts = new AtomicLongArray(Result.values().length);

    void count(Result result) {
        counts.incrementAndGet(result.ordinal());
    }

    private long of(Result... results) {
        return Arrays.stream(results)
                .mapToLong(result -> counts.get(result.ordinal()))
                .sum();
    }

    /** For metrics: each result in one word, and how often. */
    Map<String, LongSupplier> byResult() {
        Map<String, LongSupplier> map = new LinkedHashMap<>();
        for (Result result : Result.values()) {
            map.put(result.name().toLowerCase(Locale.ROOT), () -> of(result));
        }
        return map;
    }

    /** For people: in few words. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("answered", of(Result.DONE, Result.FAILED, Result.IMPOSSIBLE, Result.MISSING));
        map.put("repeated", of(Result.REPEATED));
        map.put("refused", of(Result.FORGED));
        map.put("unusable", of(Result.FOREIGN, Result.UNREADABLE));
        return map;
    }
}
