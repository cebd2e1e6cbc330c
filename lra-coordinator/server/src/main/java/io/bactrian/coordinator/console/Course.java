package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.ParticipantView;
import io.bactrian.coordinator.operations.SagaDetails;
import io.bactrian.coordinator.operations.SagaView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A participant's way through the saga as a drawing on a line of {@value #WIDTH} units: the way out from its joining to
 * the decision, and on the way back the calls that failed and the one that settled it.
 *
 * @param outFrom where its part begins
 * @param outWidth up to the decision, or to the end of the line
 * @param decision where the decision stands; -1 while there is none
 * @param callFrom where the call that settled it begins; -1 when there was none
 * @param callWidth how long that took; never too narrow to be seen
 * @param failed where calls failed
 */
record Course(int outFrom, int outWidth, int decision, int callFrom, int callWidth, List<Integer> failed) {

    static final int WIDTH = 1_000;

    private static final int NARROWEST = 14;
    private static final int MOST_FAILED = 100;

    static Course of(SagaDetails details, ParticipantView participant, Instant now) {
        SagaView saga = details.saga();
        Scale scale = new Scale(saga.startedAt(), end(details, now));
        Instant decided = saga.decidedAt();
        int outFrom = Math.min(scale.place(participant.joinedAt()), WIDTH - NARROWEST);
        int outTo = Math.max(decided == null ? WIDTH : scale.place(decided), outFrom + NARROWEST);
        Instant settled = participant.endedAt();
        Long millis = participant.lastCallMillis();
        int callFrom = -1;
        int callWidth = 0;
        if (settled != null && millis != null && participant.attempts() > 0) {
            int callTo = scale.place(settled);
            callFrom = Math.max(0, Math.min(scale.place(settled.minusMillis(millis)), callTo - NARROWEST));
            callWidth = callTo - callFrom;
        }
        return new Course(
                outFrom,
                outTo - outFrom,
                decided == null ? -1 : scale.place(decided),
                callFrom,
                callWidth,
                details.timeline().stream()
                        .filter(event -> event.kind().equals("ATTEMPT_FAILED"))
                        .filter(event -> participant.id().equals(event.participant()))
                        .limit(MOST_FAILED)
                        .map(event -> scale.place(event.at()))
                        .toList());
    }

    /** While it runs, now; then the last thing that happened: a saga that waits for a person is not squeezed. */
    private static Instant end(SagaDetails details, Instant now) {
        List<SagaDetails.Event> timeline = details.timeline();
        return details.saga().decidedAt() == null || timeline.isEmpty()
                ? now
                : timeline.get(timeline.size() - 1).at();
    }

    private record Scale(Instant start, Instant end) {

        int place(Instant at) {
            long whole = Math.max(1, Duration.between(start, end).toMillis());
            long part = Duration.between(start, at).toMillis();
            return (int) Math.max(0, Math.min(WIDTH, part * WIDTH / whole));
        }
    }
}
