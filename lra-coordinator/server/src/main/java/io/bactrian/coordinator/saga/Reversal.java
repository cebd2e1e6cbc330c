package io.bactrian.coordinator.saga;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The order of compensation: a participant's turn comes when every later one is final or, under
 * {@link OrderPolicy#BEST_EFFORT}, parked and not being tried. Join order decides, nothing else.
 */
public final class Reversal {

    private Reversal() {}

    /** Those whose turn it is now, the latest first: none, one, or a parked tail and the one before it. */
    public static List<Participant> turns(OrderPolicy order, List<Participant> participants) {
        List<Participant> turns = new ArrayList<>();
        List<Participant> latestFirst = new ArrayList<>(participants);
        latestFirst.sort(Comparator.comparingInt(Participant::seq).reversed());
        for (Participant participant : latestFirst) {
            if (participant.status() == ParticipantStatus.COMPENSATING) {
                turns.add(participant);
                if (order == OrderPolicy.STRICT || !participant.call().isAtRest()) {
                    return turns;
                }
            } else if (participant.status() == ParticipantStatus.FAILED_TO_COMPENSATE
                    && order == OrderPolicy.STRICT
                    && !participant.acknowledged()) {
                return turns;
            }
        }
        return turns;
    }

    /** Whoever ends now ends after all that had ended: so says the row lock, and clocks of several nodes may say otherwise. */
    public static void orderEnds(List<Participant> participants) {
        participants.stream()
                .filter(participant -> !participant.endsNow())
                .map(Participant::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .ifPresent(latest -> participants.stream()
                        .filter(Participant::endsNow)
                        .forEach(participant -> participant.endAfter(latest)));
    }

    /** Nobody owes an answer any more; whoever is held back still owes one. */
    public static boolean isOver(List<Participant> participants) {
        return participants.stream().noneMatch(p -> p.status().isOwing());
    }
}
