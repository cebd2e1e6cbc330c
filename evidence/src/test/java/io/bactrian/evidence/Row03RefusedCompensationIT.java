package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Row 3: retries have no limit and no back-off; even a compensation that is answered 400, 401 or 404 is called for ever. */
class Row03RefusedCompensationIT {

    private static final List<String> ANSWERS = List.of("400", "401", "404");
    private static final int ATTEMPTS = 4;

    /**
     * About one participant that always gives the same answer.
     *
     * @param pauses between the calls to it, in ms
     * @param later calls that came while other sagas used up all their attempts
     * @param parked whether the coordinator says that it gave up and waits for a person
     */
    record Seen(List<Long> pauses, int later, boolean parked) {

        int calls() {
            return pauses.size() + 1;
        }
    }

    private static Map<String, Seen> play(Engine engine) {
        LraClient coordinator = Shared.coordinator(engine).lra();
        try (Participants participants = new Participants((call, nth) ->
                Participants.Answer.of(Integer.parseInt(call.participant().substring(0, 3))))) {
            Map<String, String> sagas = new HashMap<>();
            ANSWERS.forEach(answer -> sagas.put(answer, cancelled(coordinator, participants.link(answer))));
            ANSWERS.forEach(answer -> exhaust(engine, coordinator, participants, answer));
            Map<String, Integer> calls = new HashMap<>();
            ANSWERS.forEach(answer ->
                    calls.put(answer, participants.compensations(answer).size()));

            cancelled(coordinator, participants.link("404-later"));
            exhaust(engine, coordinator, participants, "404-later");
            Map<String, Seen> seen = new HashMap<>();
            for (String answer : ANSWERS) {
                List<Participants.Call> all = participants.compensations(answer);
                seen.put(
                        answer,
                        new Seen(pauses(all), all.size() - calls.get(answer), parked(engine, sagas.get(answer))));
            }
            return seen;
        }
    }

    private static String cancelled(LraClient coordinator, String link) {
        String saga = coordinator.start(Duration.ZERO);
        coordinator.join(saga, link);
        coordinator.cancel(saga);
        return saga;
    }

    /** Until as many calls were made as ours makes; the stock one calls when it goes through its unfinished sagas. */
    private static void exhaust(Engine engine, LraClient coordinator, Participants participants, String name) {
        while (engine == Engine.STOCK && participants.compensations(name).size() < ATTEMPTS) {
            coordinator.recovery();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> participants.compensations(name).size() >= ATTEMPTS);
    }

    private static boolean parked(Engine engine, String saga) {
        Coordinator coordinator = Shared.coordinator(engine);
        return coordinator
                .lra()
                .get(coordinator.root() + "/api/v1/sagas/" + LraClient.uid(saga))
                .body()
                .contains("\"parked\":true");
    }

    private static List<Long> pauses(List<Participants.Call> calls) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < calls.size(); i++) {
            pauses.add((calls.get(i).nanos() - calls.get(i - 1).nanos()) / 1_000_000);
        }
        return pauses;
    }

    @Test
    void stockGoesOnAsIfNothingHadBeenSaid() {
        assertThat(play(Engine.STOCK)).hasSize(3).allSatisfy((answer, seen) -> {
            assertThat(seen.calls()).isGreaterThan(ATTEMPTS);
            assertThat(seen.later()).isPositive();
            assertThat(seen.parked()).isFalse();
        });
    }

    @Test
    @ResourceLock("forced passes of ours, which try parked participants too")
    void oursBacksOffAndParksItAfterItsAttempts() {
        assertThat(play(Engine.OURS)).hasSize(3).allSatisfy((answer, seen) -> {
            assertThat(seen.calls()).isEqualTo(ATTEMPTS);
            assertThat(seen.later()).isZero();
            assertThat(seen.pauses().get(0)).isGreaterThanOrEqualTo(200);
            assertThat(seen.pauses().get(1)).isGreaterThanOrEqualTo(400);
            assertThat(seen.pauses().get(2)).isGreaterThanOrEqualTo(800);
            assertThat(seen.parked()).isTrue();
        });
    }
}
