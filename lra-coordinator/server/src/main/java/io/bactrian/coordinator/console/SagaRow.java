package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.FlowView;
import io.bactrian.coordinator.operations.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A saga or a flow as a line of the list.
 *
 * @param kind saga or flow
 * @param state in small letters: also its colour
 * @param expecting what a flow waits for; null for nothing
 * @param took from start to end; null while it is on its way
 */
record SagaRow(
        String id,
        String kind,
        String state,
        boolean attention,
        String name,
        boolean named,
        @Nullable String businessKey,
        @Nullable String currentStep,
        @Nullable String expecting,
        String age,
        String startedAt,
        @Nullable String took) {

    static SagaRow of(Listed saga, Instant now) {
        String name = saga.name();
        Instant end = saga.endedAt();
        return new SagaRow(
                saga.id(),
                saga.kind(),
                saga.state().toLowerCase(Locale.ROOT),
                saga.attention(),
                name == null ? "saga " + shortened(saga.id()) : name,
                name != null,
                saga.businessKey(),
                saga.currentStep(),
                saga instanceof FlowView flow ? flow.expecting() : null,
                Times.age(saga.startedAt(), now),
                Times.clock(saga.startedAt()),
                end == null ? null : Times.length(Duration.between(saga.startedAt(), end)));
    }

    /** Its end: ids of sagas that were started in the same minute begin alike. */
    private static String shortened(String id) {
        return id.length() > 8 ? id.substring(id.length() - 8) : id;
    }
}
