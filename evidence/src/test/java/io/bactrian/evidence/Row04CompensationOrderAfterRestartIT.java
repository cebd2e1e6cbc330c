package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 4: p1..p4 joined, coordinator killed, p5 and p6 joined, cancel: the order of compensation is not the reverse of joining. */
class Row04CompensationOrderAfterRestartIT {

    /** @param order the participants as each was first asked to compensate */
    record Seen(List<String> order) {}

    static final class Scenario implements OneKill.Row<Seen> {

        private final Participants participants = Participants.willing();
        private String saga = "";

        @Override
        public void before(LraClient coordinator) {
            saga = coordinator.start(Duration.ZERO);
            join(coordinator, "p1", "p2", "p3", "p4");
        }

        @Override
        public Seen after(LraClient coordinator) {
            // the stock one does not know its sagas for a while, see row 14
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> coordinator.status(saga).equals("Active"));
            join(coordinator, "p5", "p6");
            coordinator.cancel(saga);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> participants.compensated().size() == 6);
            return new Seen(participants.compensated());
        }

        private void join(LraClient coordinator, String... names) {
            for (String name : names) {
                LraClient.Reply reply = coordinator.join(saga, participants.link(name));
                assertThat(reply.status()).as("join of " + name).isEqualTo(200);
            }
        }
    }

    @Test
    void stockCompensatesInAnotherOrder() {
        Seen seen = OneKill.seen(Engine.STOCK, Scenario.class, Seen.class);

        assertThat(seen.order())
                .containsExactlyInAnyOrder("p1", "p2", "p3", "p4", "p5", "p6")
                .isNotEqualTo(List.of("p6", "p5", "p4", "p3", "p2", "p1"));
    }

    @Test
    void oursCompensatesInReverseOrderOfJoining() {
        Seen seen = OneKill.seen(Engine.OURS, Scenario.class, Seen.class);

        assertThat(seen.order()).containsExactly("p6", "p5", "p4", "p3", "p2", "p1");
    }
}
