package io.bactrian.coordinator.flows;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A flow as the ledger has it.
 *
 * @param id made of name and correlation id: every node knows it before it has read anything
 * @param latestEvent type of the last event that happened
 * @param expecting what is expected next, in words; null for nothing
 * @param expectedBy by when; null for nothing
 * @param dueAt when somebody has to look whether it is late; null when nothing more can become late
 * @param judgedAt up to when it was looked at; null: not yet
 * @param declaration fingerprint of the declaration that it was judged by
 * @param settlement what a person made of it; null when nobody did
 * @param startedAt when its first event happened
 * @param endedAt null while it has not ended
 */
public record Flow(
        String id,
        String name,
        String correlationId,
        FlowState state,
        String latestEvent,
        @Nullable String expecting,
        @Nullable Instant expectedBy,
        @Nullable Instant dueAt,
        @Nullable Instant judgedAt,
        String declaration,
        @Nullable Settlement settlement,
        long version,
        Instant startedAt,
        @Nullable Instant endedAt) {

    static String idOf(String name, String correlationId) {
        return Hash.of(name, correlationId);
    }

    static Flow of(
            FlowDeclaration declaration,
            String correlationId,
            FlowCourse course,
            @Nullable Settlement settlement,
            long version) {
        return new Flow(
                idOf(declaration.name(), correlationId),
                declaration.name(),
                correlationId,
                course.state(),
                course.latestEvent(),
                course.expecting(),
                course.expectedBy(),
                course.dueAt(),
                course.judgedAt(),
                declaration.fingerprint(),
                settlement,
                version,
                course.startedAt(),
                course.endedAt());
    }
}
