package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.delivery.ParticipantServer.Call;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.saga.CallKind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Participants that answer as they are told to, once each, and 200 from then on. */
public final class Scripted implements ParticipantServer.Behaviour {

    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final Map<String, Reply> always = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    /** The next calls of this kind are answered so. */
    public Scripted then(String name, CallKind kind, Reply... some) {
        replies.computeIfAbsent(name + kind, key -> new ArrayDeque<>()).addAll(List.of(some));
        return this;
    }

    /** All calls of this kind are answered so, until it is told otherwise. */
    public void always(String name, CallKind kind, Reply reply) {
        always.put(name + kind, reply);
    }

    /** Calls of this kind are answered when the latch is open. */
    public CountDownLatch hold(String name, CallKind kind) {
        CountDownLatch latch = new CountDownLatch(1);
        gates.put(name + kind, latch);
        return latch;
    }

    @Override
    public Reply answer(Call call) throws InterruptedException {
        String key = call.name() + call.kind();
        CountDownLatch gate = gates.get(key);
        if (gate != null) {
            gate.await();
        }
        Queue<Reply> queue = replies.get(key);
        Reply next = null;
        if (queue != null) {
            synchronized (queue) {
                next = queue.poll();
            }
        }
        return next != null ? next : always.getOrDefault(key, Reply.of(200));
    }
}
