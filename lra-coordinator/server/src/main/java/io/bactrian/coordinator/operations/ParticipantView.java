package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A participant as operators see it.
 *
 * @param seq its place in the order of joining
 * @param status the word of the LRA protocol, or Left
 * @param stepState running, done or failed, as the application reported it; null when it reported nothing and the saga
 *     is decided
 * @param stepReason why the step failed, in the application's words
 * @param childId uid of the nested saga it stands for
 * @param owed the call that is owed to it: compensate, complete, status, forget or after
 * @param attempts calls made since the decision, questions for its status included
 * @param failures those of them that count: it is parked when its policy allows no more
 * @param dueAt when it is called next; null when it waits for its turn, is being called, or is owed nothing
 * @param calling it is being called at this moment, or was sent its call and has not answered yet
 * @param parked its attempts are spent: it waits for a person
 * @param acknowledged a person has settled it
 * @param lastCallMillis how long the latest call took
 */
public record ParticipantView(
        String id,
        int seq,
        @Nullable String step,
        String status,
        @Nullable String stepState,
        @Nullable String stepReason,
        @Nullable JsonNode results,
        @Nullable String childId,
        @Nullable String owed,
        int attempts,
        int failures,
        @Nullable Instant dueAt,
        boolean calling,
        @Nullable String lastError,
        boolean parked,
        boolean acknowledged,
        @Nullable String compensate,
        @Nullable String complete,
        Instant joinedAt,
        @Nullable Instant endedAt,
        @Nullable Long lastCallMillis) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ParticipantView of(Participant participant) {
        CallState call = participant.call();
        CallKind owed = call.kind();
        return new ParticipantView(
                participant.id(),
                participant.seq(),
                participant.terms().step(),
                participant.status().wire(),
                stepState(participant),
                participant.step().reason(),
                results(participant.step()),
                participant.enlistment().childId(),
                owed == null ? null : owed.name().toLowerCase(Locale.ROOT),
                call.attempts(),
                call.failures(),
                call.dueAt(),
                call.isUnderWay(),
                call.lastError(),
                call.parked(),
                participant.acknowledged(),
                participant.terms().links().compensate(),
                participant.terms().links().complete(),
                participant.enlistment().joinedAt(),
                participant.endedAt(),
                call.lastMillis());
    }

    /** "Running" is what every participant starts with: once the saga is decided, nobody vouches for it. */
    private static @Nullable String stepState(Participant participant) {
        StepState state = participant.step().state();
        return state == StepState.RUNNING && participant.status() != ParticipantStatus.ACTIVE
                ? null
                : state.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable JsonNode results(StepReport step) {
        String results = step.results();
        try {
            return results == null ? null : JSON.readTree(results);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(results); // cannot be stored so; shown as it is all the same
        }
    }
}
