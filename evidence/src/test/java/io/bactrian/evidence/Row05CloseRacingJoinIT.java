package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Row 5: a close that races with a join is answered 200 and nothing is done. */
class Row05CloseRacingJoinIT {

    private static final int TRIES = 150;

    /** @param nothingDone closes that were answered 200 and left the saga active; the first one ends the scenario */
    record Seen(int tries, int nothingDone) {}

    private static Seen play(Engine engine) {
        LraClient coordinator = Shared.coordinator(engine).lra();
        int tries = 0;
        int nothingDone = 0;
        try (Participants participants = Participants.willing()) {
            while (tries < TRIES && nothingDone == 0) {
                tries++;
                String saga = coordinator.start(Duration.ZERO);
                coordinator.join(saga, participants.link("early"));
                CompletableFuture<LraClient.Reply> join = coordinator.joining(saga, participants.link("late"));
                CompletableFuture<LraClient.Reply> close = coordinator.closing(saga);
                join.join();
                if (close.join().status() == 200 && coordinator.status(saga).equals("Active")) {
                    nothingDone++;
                }
            }
        }
        return new Seen(tries, nothingDone);
    }

    @Test
    void stockSaysYesAndDoesNothing() {
        assertThat(play(Engine.STOCK).nothingDone()).isPositive();
    }

    @Test
    void oursDoesWhatItSays() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(TRIES, 0));
    }
}
