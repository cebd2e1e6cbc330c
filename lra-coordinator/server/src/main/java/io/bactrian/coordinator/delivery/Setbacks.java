package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.saga.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sagas that could not be handled here: each is left alone for a while, longer every time. They are due for longer than all
 * others, so that with enough of them every look would find nothing else. Kept in memory, for the fault may be this
 * node's own.
 */
final class Setbacks {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Fewer than the parameters that PostgreSQL takes in one statement. */
    private static final int MOST = 10_000;

    private static final RetryPolicy PAUSES =
            new RetryPolicy(Duration.ofSeconds(1), 2, LONGEST_PAUSE, Integer.MAX_VALUE);

    private final Map<String, Setback> bySaga = new ConcurrentHashMap<>();

    private record Setback(int times, Instant until) {}

    /** It could not be handled at {@code now}. */
    void note(String sagaId, Instant now) {
        bySaga.compute(sagaId, (id, before) -> {
            int times = before == null ? 1 : before.times() + 1;
            return new Setback(times, now.plus(PAUSES.jitteredWaitAfter(times)));
        });
    }

    /** It could be handled. */
    void forget(String sagaId) {
        bySaga.remove(sagaId);
    }

    /** Those that are to be left alone at {@code now}. */
    List<String> waiting(Instant now) {
        // whoever is not due any more, because another node could handle it, is not tried again and forgotten here
        bySaga.values().removeIf(setback -> setback.until().plus(LONGEST_PAUSE).isBefore(now));
        return bySaga.entrySet().stream()
                .filter(entry -> entry.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .limit(MOST)
                .toList();
    }
}
