package io.bactrian.coordinator.engine;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a request wait for the end of a saga that this node drives; a convenience, never the record of it. */
public final class SagaEnds {

    private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

    /** Completes when this node has committed the end of the saga, or it will take long; else never: use a time-out. */
    public CompletableFuture<Void> of(String sagaId) {
        return waiting.computeIfAbsent(sagaId, id -> {
            CompletableFuture<Void> end = new CompletableFuture<>();
            end.whenComplete((nothing, fault) -> waiting.remove(id, end));
            return end;
        });
    }

    /** Nobody waits any longer. */
    public void forget(String sagaId) {
        waiting.remove(sagaId);
    }

    /** The end is committed, or whoever waits had better not. */
    void signal(String sagaId) {
        CompletableFuture<Void> end = waiting.get(sagaId);
        if (end != null) {
            end.complete(null);
        }
    }
}
