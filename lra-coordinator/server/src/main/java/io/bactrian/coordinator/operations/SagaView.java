package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bactrian.coordinator.saga.Saga;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A saga as operators see it.
 *
 * @param id the uid, last part of the LRA id's path
 * @param state the word people read, for example COMPENSATING
 * @param status the word of the LRA protocol, for example Cancelling
 * @param attention a person is needed: a participant is parked, or failed and nobody took note of it
 * @param parentId uid of the saga it is nested in
 * @param reason why it was cancelled
 * @param order best-effort or strict
 */
public record SagaView(
        String id,
        String lraId,
        @Nullable String name,
        @Nullable String businessKey,
        String state,
        String status,
        @Nullable String currentStep,
        boolean attention,
        Instant startedAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        @Nullable Instant endedAt,
        String clientId,
        @Nullable String parentId,
        @Nullable String reason,
        String order)
        implements Listed {

    @Override
    @JsonProperty
    public String kind() {
        return "saga";
    }

    static SagaView of(Saga saga) {
        Saga.Identity who = saga.identity();
        Saga.State is = saga.state();
        return new SagaView(
                who.id(),
                who.lraId(),
                is.name(),
                is.businessKey(),
                is.status().plain(),
                is.status().wire(),
                is.currentStep(),
                is.attention(),
                who.startedAt(),
                is.deadline(),
                is.decidedAt(),
                is.endedAt(),
                who.clientId(),
                who.parentId(),
                is.reason(),
                who.order().wire());
    }
}
