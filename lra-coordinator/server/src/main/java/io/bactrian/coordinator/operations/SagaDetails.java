package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bactrian.coordinator.ledger.SagaHistory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the ledger knows about one saga.
 *
 * @param participants in the order of joining
 * @param timeline in the order it was written
 * @param timelineCut the timeline is longer than shown, its beginning is left out
 * @param operatorActions what people did to it, the oldest first
 */
public record SagaDetails(
        @JsonUnwrapped SagaView saga,
        List<ParticipantView> participants,
        List<Event> timeline,
        boolean timelineCut,
        List<OperatorAction> operatorActions,
        OrderProof orderProof) {

    /**
     * A line of the timeline.
     *
     * @param kind STARTED, JOINED, CANCELLING, COMPENSATED, ENDED and so on
     * @param participant id of the participant it is about; null when it is about the saga
     */
    public record Event(
            Instant at,
            String kind,
            @Nullable String participant,
            @Nullable String detail) {}

    /**
     * Something a person did.
     *
     * @param participant id of the participant it was done to; null for the saga as a whole
     */
    public record OperatorAction(
            Instant at,
            String operator,
            String action,
            @Nullable String participant,
            @Nullable String reason) {

        static OperatorAction of(SagaHistory.Act act) {
            return new OperatorAction(act.at(), act.operator(), act.action(), act.participantId(), act.reason());
        }
    }
}
