package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a saga was compensated in reverse order, computed from the order of joining and the ends alone.
 *
 * @param verdict what can be said
 * @param text the verdict in words; names the first pair that is out of order
 * @param ended names of the participants that had something to undo and are final, in the order of their ends
 */
public record OrderProof(Verdict verdict, String text, List<String> ended) {

    /** What can be said about the order. */
    public enum Verdict {
        /** Every participant ended after all that joined later. */
        @JsonProperty("yes")
        YES,
        /** So far; some have not ended. */
        @JsonProperty("so far")
        SO_FAR,
        /** At least one ended before one that joined later. */
        @JsonProperty("no")
        NO,
        /** The saga was not cancelled, or nobody had anything to undo. */
        @JsonProperty("nothing to compensate")
        NOTHING
    }

    static OrderProof of(Saga saga, List<Participant> participants) {
        List<Participant> undoing = participants.stream()
                .filter(OrderProof::hadSomethingToUndo)
                .sorted(Comparator.comparingInt(Participant::seq).reversed())
                .toList();
        if (!saga.status().isCancellingSide() || undoing.isEmpty()) {
            String so = saga.status() == SagaStatus.ACTIVE ? "nothing to compensate yet" : "nothing to compensate";
            return new OrderProof(Verdict.NOTHING, so, List.of());
        }
        List<Participant> ended = new ArrayList<>(
                undoing.stream().filter(p -> p.endedAt() != null).toList());
        String fault = firstFault(undoing);
        ended.sort(Comparator.comparing(OrderProof::end)
                .thenComparing(Comparator.comparingInt(Participant::seq).reversed()));
        List<String> names = ended.stream().map(OrderProof::name).toList();
        if (fault != null) {
            return new OrderProof(Verdict.NO, "compensated in reverse order: no, " + fault, names);
        }
        return ended.size() == undoing.size()
                ? new OrderProof(Verdict.YES, "compensated in reverse order: yes" + exceptFor(undoing), names)
                : new OrderProof(
                        Verdict.SO_FAR,
                        "compensated in reverse order: so far, " + ended.size() + " of " + undoing.size(),
                        names);
    }

    private static boolean hadSomethingToUndo(Participant participant) {
        return participant.status() != ParticipantStatus.LEFT
                && (participant.enlistment().childId() != null
                        || participant.terms().links().compensate() != null);
    }

    /** Walks from the last that joined to the first: none may have ended before one that joined later. */
    private static @Nullable String firstFault(List<Participant> latestFirst) {
        Participant slowest = null;
        for (Participant participant : latestFirst) {
            if (participant.endedAt() != null && slowest != null && endsBefore(participant, slowest)) {
                return name(participant) + " ended before " + name(slowest) + ", which joined later" + why(slowest);
            }
            if (slowest == null || endsBefore(slowest, participant)) {
                slowest = participant;
            }
        }
        return null;
    }

    private static String exceptFor(List<Participant> undoing) {
        String failed = undoing.stream()
                .filter(participant -> participant.status().isFailed())
                .map(OrderProof::name)
                .collect(Collectors.joining(", "));
        return failed.isEmpty() ? "" : ", except that these could not: " + failed;
    }

    private static String why(Participant late) {
        if (late.call().parked()) {
            return " and is parked";
        }
        if (late.acknowledged()) {
            return " and was settled by a person";
        }
        return late.endedAt() == null ? " and has not ended" : "";
    }

    private static boolean endsBefore(Participant one, Participant other) {
        return end(one).isBefore(end(other));
    }

    private static Instant end(Participant participant) {
        Instant end = participant.endedAt();
        return end == null ? Instant.MAX : end;
    }

    private static String name(Participant participant) {
        String step = participant.terms().step();
        return step == null ? "participant " + participant.seq() : step;
    }
}
