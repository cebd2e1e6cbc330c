package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Row 13: a failed saga cannot be retried; deleting it, whatever the answer, does not delete it. */
class Row13FailedSagaIT {

    /**
     * @param undone whether the participant was compensated after all, once its trouble was over
     * @param deleteAnswer to the wish to forget another failed saga
     * @param stillListed whether that one was still there afterwards
     */
    record Seen(boolean undone, int deleteAnswer, boolean stillListed) {}

    private static Seen play(Engine engine) {
        LraClient coordinator = Shared.coordinator(engine).lra();
        CountDownLatch mended = new CountDownLatch(1);
        try (Participants participants = new Participants((call, nth) -> mended.getCount() == 0
                ? Participants.Answer.of(200)
                : new Participants.Answer(500, "FailedToCompensate"))) {
            String retried = failed(coordinator, participants.link("retried"));
            String deleted = failed(coordinator, participants.link("deleted"));
            mended.countDown();
            return new Seen(
                    retry(engine, coordinator, retried, participants),
                    coordinator
                            .send("DELETE", coordinator.base() + "/recovery/" + LraClient.uid(deleted), "")
                            .status(),
                    coordinator
                            .get(coordinator.base() + "/recovery/failed")
                            .body()
                            .contains(LraClient.uid(deleted)));
        }
    }

    private static String failed(LraClient coordinator, String link) {
        String saga = coordinator.start(Duration.ZERO);
        coordinator.join(saga, link);
        coordinator.cancel(saga);
        await().atMost(Duration.ofSeconds(60)).until(() -> coordinator
                .get(coordinator.base() + "/recovery/failed")
                .body()
                .contains(LraClient.uid(saga)));
        return saga;
    }

    /** All that either engine offers for it. */
    private static boolean retry(Engine engine, LraClient coordinator, String saga, Participants participants) {
        int before = participants.compensations("retried").size();
        coordinator.cancel(saga);
        if (engine == Engine.STOCK) {
            coordinator.recovery();
        }
        coordinator.send(
                "POST",
                Shared.coordinator(engine).root() + "/api/v1/sagas/" + LraClient.uid(saga) + "/retry",
                "",
                "Content-Type",
                "application/json");
        try {
            await().atMost(Duration.ofSeconds(engine == Engine.STOCK ? 2 : 60))
                    .until(() -> participants.compensations("retried").size() > before);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    @Test
    void stockNeitherRetriesNorDeletes() {
        Seen seen = play(Engine.STOCK);

        assertThat(seen.undone()).isFalse();
        // whatever it answers: 204 or 500, by where its record lies at the moment
        assertThat(seen.stillListed()).isTrue();
    }

    @Test
    void oursRetriesAndDeletes() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(true, 204, false));
    }
}
