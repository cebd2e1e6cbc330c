package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Row 16: nothing is written between two compensations: a crash repeats those that have finished. */
class Row16RepeatedCompensationIT {

    /**
     * @param finished calls to the participant whose compensation had succeeded before the crash
     * @param interrupted whether the one that was at it was called again
     */
    record Seen(int finished, boolean interrupted) {}

    static final class Scenario implements OneKill.Row<Seen> {

        private final CountDownLatch killed = new CountDownLatch(1);
        private final Participants participants = new Participants((call, nth) -> {
            if (call.participant().equals("interrupted") && nth == 1) {
                killed.await();
            }
            return Participants.Answer.of(200);
        });

        @Override
        public void before(LraClient coordinator) {
            String saga = coordinator.start(Duration.ZERO);
            coordinator.join(saga, participants.link("interrupted"));
            coordinator.join(saga, participants.link("finished"));
            // never answered: the coordinator dies over it
            coordinator.cancelling(saga);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !participants.compensations("interrupted").isEmpty());
        }

        @Override
        public Seen after(LraClient coordinator) {
            killed.countDown();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> participants.compensations("interrupted").size() > 1);
            return new Seen(participants.compensations("finished").size(), true);
        }
    }

    @Test
    void stockRepeatsTheFinishedOne() {
        assertThat(OneKill.seen(Engine.STOCK, Scenario.class, Seen.class).finished())
                .isGreaterThan(1);
    }

    @Test
    void oursRepeatsOnlyTheInterruptedOne() {
        assertThat(OneKill.seen(Engine.OURS, Scenario.class, Seen.class)).isEqualTo(new Seen(1, true));
    }
}
