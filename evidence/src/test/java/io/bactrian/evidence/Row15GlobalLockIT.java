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

    private static final int ROUNDS = 10;
    private static final long MUCH = 400;
    private static final int JOINS = 3;

    /**
     * Plays rounds until one shows what its engine is known for. A lock would show in every round, so that ours needs one good round; stock,
     * whose joins may happen to come too late, one bad one.
     *
     * @return how many ms another saga took to start while joins waited for saga A, at worst, in the last round
     */
    private static long play(Engine engine) throws InterruptedException {
        LraClient coordinator = Shared.coordinator(engine).lra();
        long worst = 0;
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch busy = new CountDownLatch(1);
            try (Participants participants = new Participants((call, nth) -> {
                busy.await();
                return Participants.Answer.of(200);
            })) {
                String a = coordinator.start(Duration.ZERO);
                coordinator.join(a, participants.link("busy"));
                CompletableFuture<LraClient.Reply> cancel = coordinator.cancelling(a);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !participants.calls().isEmpty());
                List<CompletableFuture<LraClient.Reply>> joins = new ArrayList<>();
                for (int i = 0; i < JOINS; i++) {
                    joins.add(coordinator.joining(a, participants.link("late-" + i)));
                }
                CompletableFuture<Void> answered = CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new));
                worst = 0;
                do {
                    long begin = System.nanoTime();
                    coordinator.start(Duration.ZERO);
                    worst = Math.max(worst, (System.nanoTime() - begin) / 1_000_000);
                } while (!answered.isDone());
                busy.countDown();
                cancel.join();
            }
            if (worst > MUCH == (engine == Engine.STOCK)) {
                return worst;
            }
        }
        return worst;
    }

    @Test
    void stockLetsASagaWaitForAnother() throws InterruptedException {
        assertThat(play(Engine.STOCK)).isGreaterThan(MUCH);
    }

    @Test
    void oursStartsAtOnce() throws InterruptedException {
        assertThat(play(Engine.OURS)).isLessThanOrEqualTo(MUCH);
    }
}
