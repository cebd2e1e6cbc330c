package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bactrian.coordinator.flows.Flow;
import io.bactrian.coordinator.flows.FlowState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A flow as operators see it.
 *
 * @param name of its declaration
 * @param businessKey its correlation id
 * @param state RUNNING, STALLED, DONE or COMPENSATED
 * @param currentStep type of the last event that happened
 * @param expecting what is expected next, in words; null for nothing
 * @param attention it is stalled
 * @param startedAt when its first event happened
 * @param deadline by when the most urgent event is expected; null when none is
 */
public record FlowView(
        String id,
        String name,
        String businessKey,
        String state,
        String currentStep,
        @Nullable String expecting,
        boolean attention,
        Instant startedAt,
        @Nullable Instant deadline,
        @Nullable Instant endedAt)
        implements Listed {

    static FlowView of(Flow flow) {
        return new FlowView(
                flow.id(),
                flow.name(),
                flow.correlationId(),
                flow.state().name(),
                flow.latestEvent(),
                flow.expecting(),
                flow.state() == FlowState.STALLED,
                flow.startedAt(),
                flow.expectedBy(),
                flow.endedAt());
    }

    @Override
    @JsonProperty
    public String kind() {
        return "flow";
    }
}
