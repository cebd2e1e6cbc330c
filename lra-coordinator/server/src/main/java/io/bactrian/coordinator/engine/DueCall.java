package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A call that this node has claimed, and the claim is committed: it must be made and then settled.
 *
 * @param lraId the saga's LRA id as it was issued
 * @param recoveryUrl unique for this participant in all sagas: its idempotency key
 * @param parentLraId the parent's LRA id; null for a top-level saga
 * @param about what is to be ended by it: compensate or complete, also when only the status is asked; else the kind itself
 * @param url what to call; null when the participant is the nested saga {@code childId}
 * @param attempt 1 for the first call since the decision
 * @param data what the participant gave on joining; null for none
 * @param results JSON object of the step's results; null for none
 * @param trace in which the step began; null for none
 * @param sagaStatus the saga's status when the call was claimed; what an {@code after} tells
 * @param token proves the claim when the call is settled
 * @param replyToken what its answers must carry when they come as messages; null when it has none
 * @param counts a failure counts towards parking
 */
public record DueCall(
        String sagaId,
        String lraId,
        String recoveryUrl,
        @Nullable String parentLraId,
        String participantId,
        CallKind kind,
        CallKind about,
        @Nullable String url,
        @Nullable String childId,
        int attempt,
        @Nullable String data,
        @Nullable String results,
        boolean jsonBody,
        @Nullable Trace trace,
        SagaStatus sagaStatus,
        String token,
        @Nullable String replyToken,
        boolean counts) {}
