package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.ParticipantView;
import io.bactrian.coordinator.operations.SagaDetails;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A line of the timeline.
 *
 * @param tone its colour: good, bad, back, decision or plain
 */
record TimelineRow(
        String offset,
        String at,
        String what,
        @Nullable String step,
        @Nullable String detail,
        String tone) {

    static List<TimelineRow> of(SagaDetails details) {
        Instant start = details.saga().startedAt();
        Map<String, ParticipantView> byId =
                details.participants().stream().collect(Collectors.toMap(ParticipantView::id, Function.identity()));
        return details.timeline().stream().map(event -> row(event, start, byId)).toList();
    }

    private static TimelineRow row(SagaDetails.Event event, Instant start, Map<String, ParticipantView> byId) {
        ParticipantView participant = event.participant() == null ? null : byId.get(event.participant());
        String step = participant == null ? event.participant() : ParticipantRow.name(participant);
        String detail = event.detail();
        return new TimelineRow(
                Times.offset(start, event.at()),
                Times.clock(event.at()),
                event.kind().toLowerCase(Locale.ROOT).replace('_', ' '),
                step,
                detail == null || detail.equals(step) ? null : detail,
                tone(event.kind()));
    }

    private static String tone(String kind) {
        return switch (kind) {
            case "COMPLETED", "HEARD", "STEP_DONE" -> "good";
            case "COMPENSATED" -> "back";
            case "ATTEMPT_FAILED", "UNDELIVERED", "FAILED_FOR_GOOD", "PARKED", "STEP_FAILED" -> "bad";
            case "CLOSING", "CANCELLING", "ENDED", "RETRIED", "RESOLVED" -> "decision";
            default -> "plain";
        };
    }
}
