package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row 14: after a restart every saga is 404 for 10 s, and a deadline that passed meanwhile is honoured up to 130 s late. */
class Row14DeadlineAfterRestartIT {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int CHANCES = 2;

    /**
     * @param firstAnswer to the question for a saga's status once the coordinator accepted requests again
     * @param undoneFirst which was compensated first: the saga whose deadline had passed meanwhile ({@code overdue}), or one
     *     that was started after the restart with a limit of 2 s ({@code fresh})
     */
    record Seen(int firstAnswer, String undoneFirst) {}

    static final class Scenario implements OneKill.Row<Seen> {

        private final Participants participants = Participants.willing();
        private String living = "";
        private String overdue = "";
        private long deadline;

        @Override
        public void before(LraClient coordinator) {
            living = coordinator.start(Duration.ZERO);
            overdue = coordinator.start(LIMIT);
            deadline = System.nanoTime() + LIMIT.toNanos();
            coordinator.join(overdue, participants.link("overdue"));
        }

        @Override
        public boolean mayRestart() {
            assertThat(participants.calls()).as("killed before the deadline").isEmpty();
            return System.nanoTime() > deadline;
        }

        @Override
        public Seen after(LraClient coordinator) {
            int firstAnswer = coordinator
                    .get(coordinator.base() + "/" + LraClient.uid(living) + "/status")
                    .status();
            String fresh = coordinator.start(Duration.ofSeconds(2));
            coordinator.join(fresh, participants.link("fresh"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !participants.compensated().isEmpty());
            return new Seen(firstAnswer, participants.compensated().get(0));
        }
    }

    @Test
    void stockKnowsNoSagaAndMissesTheDeadline() {
        Seen seen = OneKill.seen(Engine.STOCK, Scenario.class, Seen.class);
        // on a slow machine its first look at old sagas, some time after its start, may come before the question
        Seen known = new Seen(404, "fresh");
        for (int again = 0; again < CHANCES && !seen.equals(known); again++) {
            seen = OneKill.alone(Engine.STOCK, new Scenario(), Seen.class);
        }
        assertThat(seen).isEqualTo(known);
    }

    @Test
    void oursKnowsItsSagasAndKeepsTheDeadline() {
        assertThat(OneKill.seen(Engine.OURS, Scenario.class, Seen.class)).isEqualTo(new Seen(200, "overdue"));
    }
}
