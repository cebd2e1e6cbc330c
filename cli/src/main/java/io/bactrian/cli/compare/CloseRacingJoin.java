package io.bactrian.cli.compare;

import io.bactrian.cli.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A participant joins at the moment the saga is closed: is a close that was answered 200 a close? */
public final class CloseRacingJoin implements Scenario<CloseRacingJoin.Result> {

    private final int tries;

    public CloseRacingJoin(int tries) {
        this.tries = tries;
    }

    /**
     * What was counted.
     *
     * @param nothingDone how often close was answered 200 and the saga was still active afterwards
     */
    public record Result(int tries, int nothingDone) implements Scenario.Result {

        @Override
        public boolean good() {
            return nothingDone == 0;
        }

        @Override
        public String shown() {
            return nothingDone + " of " + tries + " answered 200 and NOT closed";
        }
    }

    @Override
    public String title() {
        return "close racing with a join, " + tries + " tries";
    }

    @Override
    public Result play(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        LraClient client = coordinator.client();
        ExecutorService two = Executors.newFixedThreadPool(2);
        int nothingDone = 0;
        try (ScriptedParticipants participants = new ScriptedParticipants(coordinator.clock(), Duration.ZERO)) {
            for (int i = 0; i < tries; i++) {
                String saga = client.start("compare-race", Duration.ZERO);
                client.join(saga, participants.link("early"));
                CyclicBarrier together = new CyclicBarrier(2);
                Future<Reply> join = two.submit(() -> {
                    together.await();
                    return client.join(saga, participants.link("late"));
                });
                Future<Reply> close = two.submit(() -> {
                    together.await();
                    return client.close(saga);
                });
                join.get();
                if (close.get().ok() && client.status(saga).body().contains("Active")) {
                    nothingDone++;
                    client.close(saga);
                }
            }
            return new Result(tries, nothingDone);
        } catch (ExecutionException e) {
            throw new IOException("A request of the race had no answer", e);
        } finally {
            two.shutdownNow();
        }
    }
}
