package io.bactrian.cli.compare;

import io.bactrian.cli.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Four join, the coordinator is killed and restarted, two more join, the saga is cancelled: in which order is it undone? */
public final class KillDuringJoins implements Scenario<KillDuringJoins.Result> {

    private static final int BEFORE = 4;
    private static final int ALL = 6;
    private static final Duration COMES_BACK = Duration.ofSeconds(30);
    private static final Duration COMPENSATES = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 250;

    /**
     * What was observed.
     *
     * @param order the participants as they were first asked to compensate
     * @param unknownAfterRestart how long the saga was not known after the coordinator answered again
     */
    public record Result(List<String> order, Duration unknownAfterRestart) implements Scenario.Result {

        @Override
        public boolean good() {
            List<String> reverse =
                    IntStream.range(0, ALL).mapToObj(i -> name(ALL - i)).toList();
            return order.equals(reverse);
        }

        @Override
        public String shown() {
            return String.join(" ", order) + (good() ? " reverse" : " NOT reverse") + ", known "
                    + (unknownAfterRestart.isZero() ? "at once" : "after " + Seconds.shown(unknownAfterRestart));
        }
    }

    private static String name(int number) {
        return "p" + number;
    }

    @Override
    public String title() {
        return "killed after 4 joins, 2 more, cancel";
    }

    @Override
    public Result play(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        LraClient client = coordinator.client();
        try (ScriptedParticipants participants = new ScriptedParticipants(coordinator.clock(), Duration.ZERO)) {
            String saga = client.start("compare-kill", Duration.ZERO);
            join(client, participants, saga, 1, BEFORE);
            coordinator.kill();
            coordinator.start();
            Duration unknown = awaitKnown(coordinator, saga);
            join(client, participants, saga, BEFORE + 1, ALL);
            client.cancel(saga);
            participants.await(calls -> compensated(calls).size() == ALL, COMPENSATES);
            return new Result(compensated(participants.calls()), unknown);
        }
    }

    private static void join(LraClient client, ScriptedParticipants participants, String saga, int first, int last)
            throws IOException {
        for (int i = first; i <= last; i++) {
            Reply reply = client.join(saga, participants.link(name(i)));
            if (!reply.ok()) {
                throw new IOException(name(i) + " must be able to join, was " + reply.status() + " " + reply.body());
            }
        }
    }

    private static Duration awaitKnown(CoordinatorProcess coordinator, String saga)
            throws IOException, InterruptedException {
        long begin = coordinator.clock().millis();
        boolean first = true;
        while (!coordinator.client().status(saga).ok()) {
            first = false;
            if (coordinator.clock().millis() - begin > COMES_BACK.toMillis()) {
                throw new IOException("Saga " + saga + " is not known " + COMES_BACK + " after the restart");
            }
            Thread.sleep(POLL_MILLIS);
        }
        return first ? Duration.ZERO : Duration.ofMillis(coordinator.clock().millis() - begin);
    }

    private static List<String> compensated(List<Call> calls) {
        return calls.stream()
                .filter(call -> call.what().equals("compensate"))
                .map(Call::participant)
                .distinct()
                .collect(Collectors.toList());
    }
}
