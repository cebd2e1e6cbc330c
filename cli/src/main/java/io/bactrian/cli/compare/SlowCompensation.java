package io.bactrian.cli.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A compensation takes 3 s; then the coordinator goes through its unfinished sagas three times: how often is it called? */
public final class SlowCompensation implements Scenario<SlowCompensation.Result> {

    private static final Duration WORK = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int PASSES = 3;

    /**
     * What was counted.
     *
     * @param status the saga's status at the end, "gone" when the coordinator does not know it any more
     */
    public record Result(int calls, String status) implements Scenario.Result {

        @Override
        public boolean good() {
            return calls == 1;
        }

        @Override
        public String shown() {
            return "called " + (calls == 1 ? "once" : calls + " TIMES") + "; saga is " + status;
        }
    }

    @Override
    public String title() {
        return "a compensation of 3 s, 3 recovery passes";
    }

    @Override
    public Result play(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        LraClient client = coordinator.client();
        try (ScriptedParticipants participants = new ScriptedParticipants(coordinator.clock(), WORK)) {
            String saga = client.start("compare-slow", Duration.ZERO);
            client.join(saga, participants.link("slow"));
            client.cancel(saga);
            participants.await(calls -> compensations(calls) > 0, LIMIT);
            Thread.sleep(WORK.toMillis());
            for (int i = 0; i < PASSES; i++) {
                client.recovery();
                Thread.sleep(WORK.toMillis());
            }
            var status = client.status(saga);
            return new Result((int) compensations(participants.calls()), status.ok() ? status.body() : "gone");
        }
    }

    private static long compensations(List<Call> calls) {
        return calls.stream().filter(call -> call.what().equals("compensate")).count();
    }
}
