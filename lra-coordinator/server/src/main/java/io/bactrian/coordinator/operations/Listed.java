package io.bactrian.coordinator.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What stands in the list: a saga that the coordinator drives, or a flow that services drive by events alone. */
public sealed interface Listed permits SagaView, FlowView {

    /** {@code saga} or {@code flow}. */
    String kind();

    String id();

    @Nullable
    String name();

    /** Under which people find it; of a flow its correlation id. */
    @Nullable
    String businessKey();

    /** The word people read, for example COMPENSATING or STALLED. */
    String state();

    /** Of a flow the type of the last event that happened. */
    @Nullable
    String currentStep();

    /** A person is needed. */
    boolean attention();

    Instant startedAt();

    @Nullable
    Instant endedAt();
}
