package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Row 15: one global lock: joins that wait for saga A block the start of saga B. */
class Row15GlobalLockIT {

    private static final int ROUNDS = 3;
    private static final int JOINS = 3;

    /** @param startMillis how long another saga took to start while joins waited for saga A: the worst of a round, the median of rounds */
    record Seen(long startMillis) {}

    private static Seen play(Engine engine) throws InterruptedException {
        LraClient coordinator = Shared.coordinator(engine).lra();
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch busy = new CountDownLatch(1);
            try (Participants participants = new Participants((call, nth) -> {
                busy.await();
                return Participants.Answer.of(200);
            })) {
                String a = coordinator.start(Duration.ZERO);
                coordinator.join(a, participants.link("busy"));
                CompletableFuture<LraClient.Reply> cancel = coordinator.cancelling(a);
                await().until(() -> !participants.calls().isEmpty());
                List<CompletableFuture<LraClient.Reply>> joins = new ArrayList<>();
                for (int i = 0; i < JOINS; i++) {
                    joins.add(coordinator.joining(a, participants.link("late-" + i)));
                }
                CompletableFuture<Void> answered = CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new));
                long worst = 0;
                do {
                    long begin = System.nanoTime();
                    coordinator.start(Duration.ZERO);
                    worst = Math.max(worst, (System.nanoTime() - begin) / 1_000_000);
                } while (!answered.isDone());
                millis.add(worst);
                busy.countDown();
                cancel.join();
            }
        }
        return new Seen(millis.stream().sorted().toList().get(ROUNDS / 2));
    }

    @Test
    void stockLetsASagaWaitForAnother() throws InterruptedException {
        assertThat(play(Engine.STOCK).startMillis()).isGreaterThan(400);
    }

    @Test
    void oursStartsAtOnce() throws InterruptedException {
        assertThat(play(Engine.OURS).startMillis()).isLessThan(400);
    }
}
