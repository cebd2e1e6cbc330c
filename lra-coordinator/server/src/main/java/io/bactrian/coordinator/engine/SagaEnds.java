package io.bactrian.coordinator.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Lets a request wait for the end of a saga that this node drives; a convenience, never the record of it. */
public final class SagaEnds {

    private final Map<String, List<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

    /**
     * Completes when this node has committed the end of the saga, or it will take long; else never: use a time-out, and
     * {@link #forget} it in any case.
     */
    public CompletableFuture<Void> of(String sagaId) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        waiting.merge(sagaId, List.of(end), (some, one) -> Stream.concat(some.stream(), one.stream())
                .toList());
        return end;
    }

    /** Whoever asked for this one waits no longer; others may. */
    public void forget(String sagaId, CompletableFuture<Void> end) {
        waiting.computeIfPresent(sagaId, (id, some) -> {
            List<CompletableFuture<Void>> others =
                    some.stream().filter(other -> other != end).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** The sagas whose end somebody waits for. */
    List<String> awaited() {
        return List.copyOf(waiting.keySet());
    }

    /** The end is committed, or whoever waits had better not. */
    void signal(String sagaId) {
        waiting.getOrDefault(sagaId, List.of()).forEach(end -> end.complete(null));
    }
}
