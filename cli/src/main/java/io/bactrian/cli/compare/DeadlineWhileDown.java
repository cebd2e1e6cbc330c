package io.bactrian.cli.compare;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A saga's time limit passes while the coordinator is down: when is it cancelled once the coordinator is back? */
public final class DeadlineWhileDown implements Scenario<DeadlineWhileDown.Result> {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(3);
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private final Duration patience;

    /** @param patience how long to wait after the restart */
    public DeadlineWhileDown(Duration patience) {
        this.patience = patience;
    }

    /** @param afterRestart empty when nothing was compensated within the patience */
    public record Result(Optional<Duration> afterRestart, Duration patience) implements Scenario.Result {

        @Override
        public boolean good() {
            return afterRestart.filter(time -> time.compareTo(PROMPT) <= 0).isPresent();
        }

        @Override
        public String shown() {
            return afterRestart
                    .map(time -> "compensated " + Seconds.shown(time) + " after the restart")
                    .orElseGet(() -> "NOT compensated " + patience.toSeconds() + " s after the restart");
        }
    }

    @Override
    public String title() {
        return "deadline passes while the coordinator is down";
    }

    @Override
    public Result play(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        LraClient client = coordinator.client();
        try (ScriptedParticipants participants = new ScriptedParticipants(coordinator.clock(), Duration.ZERO)) {
            String saga = client.start("compare-deadline", TIME_LIMIT);
            client.join(saga, participants.link("p1"));
            coordinator.kill();
            Thread.sleep(TIME_LIMIT.toMillis());
            coordinator.start();
            Instant back = coordinator.clock().instant();
            participants.await(calls -> !compensations(calls).isEmpty(), patience);
            Optional<Duration> after = compensations(participants.calls()).stream()
                    .findFirst()
                    // it may be at work before its health check was answered
                    .map(call -> call.at().isBefore(back) ? Duration.ZERO : Duration.between(back, call.at()));
            return new Result(after, patience);
        }
    }

    private static List<Call> compensations(List<Call> calls) {
        return calls.stream().filter(call -> call.what().equals("compensate")).toList();
    }
}
