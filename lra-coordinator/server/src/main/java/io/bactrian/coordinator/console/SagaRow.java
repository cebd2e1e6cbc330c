package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.SagaView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A saga as a line of the list.
 *
 * @param state in small letters: also its colour
 * @param took from start to end; null while it is on its way
 */
record SagaRow(
        String id,
        String state,
        boolean attention,
        String name,
        boolean named,
        @Nullable String businessKey,
        @Nullable String currentStep,
        String age,
        String startedAt,
        @Nullable String took) {

    static SagaRow of(SagaView saga, Instant now) {
        String name = saga.name();
        Instant end = saga.endedAt();
        return new SagaRow(
                saga.id(),
                saga.state().toLowerCase(Locale.ROOT),
                saga.attention(),
                name == null ? "saga " + shortened(saga.id()) : name,
                name != null,
                saga.businessKey(),
                saga.currentStep(),
                Times.age(saga.startedAt(), now),
                Times.clock(saga.startedAt()),
                end == null ? null : Times.length(Duration.between(saga.startedAt(), end)));
    }

    private static String shortened(String id) {
        return id.length() > 8 ? id.substring(0, 8) : id;
    }
}
