package io.bactrian.cli.compare;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator is killed and restarted while two sagas have a time limit: one limit passes while it is down, the other
 * later, when it is up again. When is each saga cancelled?
 */
public final class DeadlineAcrossRestart implements Scenario<DeadlineAcrossRestart.Result> {

    private static final Duration PASSES_WHILE_DOWN = Duration.ofSeconds(6);
    private static final Duration PASSES_LATER = Duration.ofSeconds(45);

    /** Of being up before the later limit, so that a look at what is due on starting cannot be taken for one on time. */
    private static final Duration LEAD = Duration.ofSeconds(25);

    private static final int TRIES = 4;
    private static final Duration PROMPT = Duration.ofSeconds(12);
    private static final List<String> PARTICIPANTS = List.of("down", "later");

    private final Duration patience;

    /** @param patience how long to wait after a limit passed and the coordinator was up */
    public DeadlineAcrossRestart(Duration patience) {
        this.patience = patience;
    }

    /**
     * How late the compensations came, empty when not within the patience.
     *
     * @param whileDown after the restart, for the limit that passed while the coordinator was down
     * @param later after the limit that passed when the coordinator was up again
     */
    public record Result(Optional<Duration> whileDown, Optional<Duration> later, Duration patience)
            implements Scenario.Result {

        @Override
        public boolean good() {
            return prompt(whileDown) && prompt(later);
        }

        private static boolean prompt(Optional<Duration> late) {
            return late.filter(time -> time.compareTo(PROMPT) <= 0).isPresent();
        }

        @Override
        public String shown() {
            return shown(whileDown) + " after restart; the next " + shown(later) + " late";
        }

        private String shown(Optional<Duration> late) {
            return late.map(Seconds::shown).orElseGet(() -> "OVER " + Seconds.shown(patience));
        }
    }

    @Override
    public String title() {
        return "deadline while down, another after restart";
    }

    @Override
    public Result play(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        Duration passesLater = PASSES_LATER;
        for (int i = 1; i <= TRIES; i++) {
            Optional<Result> result = play(coordinator, passesLater);
            if (result.isPresent()) {
                return result.get();
            }
            passesLater = passesLater.multipliedBy(2);
        }
        throw new IllegalStateException(
                "The coordinator takes too long to start on this machine: it never was up " + LEAD + " before a limit");
    }

    /** Empty when the start took so long that the limit shows nothing. */
    private Optional<Result> play(CoordinatorProcess coordinator, Duration passesLater)
            throws IOException, InterruptedException {
        LraClient client = coordinator.client();
        try (ScriptedParticipants participants = new ScriptedParticipants(coordinator.clock(), Duration.ZERO)) {
            Instant due = coordinator.clock().instant().plus(passesLater);
            client.join(client.start("compare-deadline", PASSES_WHILE_DOWN), participants.link(PARTICIPANTS.get(0)));
            client.join(client.start("compare-deadline", passesLater), participants.link(PARTICIPANTS.get(1)));
            coordinator.kill();
            Thread.sleep(PASSES_WHILE_DOWN.toMillis());
            coordinator.start();
            Instant back = coordinator.clock().instant();
            if (back.plus(LEAD).isAfter(due)) {
                return Optional.empty();
            }
            participants.await(
                    calls -> PARTICIPANTS.stream().allMatch(participant -> compensated(calls, participant)
                            .isPresent()),
                    Duration.between(back, due).plus(patience));
            List<Call> calls = participants.calls();
            return Optional.of(new Result(
                    compensated(calls, PARTICIPANTS.get(0)).map(at -> late(back, at)),
                    compensated(calls, PARTICIPANTS.get(1)).map(at -> late(due, at)),
                    patience));
        }
    }

    /** It may be at work before its health check was answered. */
    private static Duration late(Instant due, Instant at) {
        return at.isBefore(due) ? Duration.ZERO : Duration.between(due, at);
    }

    private static Optional<Instant> compensated(List<Call> calls, String participant) {
        return calls.stream()
                .filter(call ->
                        call.what().equals("compensate") && call.participant().equals(participant))
                .map(Call::at)
                .findFirst();
    }
}
