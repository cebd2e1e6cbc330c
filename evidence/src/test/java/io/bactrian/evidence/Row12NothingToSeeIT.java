package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Row 12: no participants, attempts, errors or history in the coordinator's answers; a finished saga is 404. */
class Row12NothingToSeeIT {

    /**
     * @param participant whether any answer named the participant that keeps the saga from ending
     * @param error whether any answer said what was wrong with it
     * @param whenEnded the answer about the saga once it had ended
     * @param history whether that answer told what had happened
     */
    record Seen(boolean participant, boolean error, int whenEnded, boolean history) {}

    private static Seen play(Engine engine) {
        LraClient coordinator = Shared.coordinator(engine).lra();
        CountDownLatch mended = new CountDownLatch(1);
        try (Participants participants = new Participants((call, nth) ->
                mended.getCount() == 0 ? Participants.Answer.of(200) : new Participants.Answer(503, "out of paper"))) {
            String saga = coordinator.start(Duration.ZERO);
            coordinator.join(saga, participants.link("printer"));
            coordinator.cancel(saga);
            String trouble = everythingToldAbout(engine, saga);

            mended.countDown();
            // ours has used up its attempts meanwhile; the stock one has no such request
            coordinator.send(
                    "POST",
                    Shared.coordinator(engine).root() + "/api/v1/sagas/" + LraClient.uid(saga) + "/retry",
                    "",
                    "Content-Type",
                    "application/json");
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                if (engine == Engine.STOCK) {
                    coordinator.recovery();
                }
                return !coordinator.status(saga).equals("Cancelling");
            });
            return new Seen(
                    trouble.contains(participants.url() + "/printer"),
                    trouble.contains("out of paper"),
                    coordinator.info(saga).status(),
                    everythingToldAbout(engine, saga).contains("timeline"));
        }
    }

    private static String everythingToldAbout(Engine engine, String saga) {
        Coordinator coordinator = Shared.coordinator(engine);
        return Stream.of(
                        coordinator.base(),
                        coordinator.base() + "/" + LraClient.uid(saga),
                        coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga))
                .map(url -> coordinator.lra().get(url).body())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void stockTellsNothing() {
        assertThat(play(Engine.STOCK)).isEqualTo(new Seen(false, false, 404, false));
    }

    @Test
    void oursTellsAll() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(true, true, 200, true));
    }
}
