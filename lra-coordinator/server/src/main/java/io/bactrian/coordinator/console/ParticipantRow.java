package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.ParticipantView;
import io.bactrian.coordinator.operations.SagaDetails;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A participant as a line of the saga's page.
 *
 * @param tone colour of its status, a state of sagas in small letters
 * @param stepState what the application said of the step; null when it said nothing
 * @param call how its latest call went, in words; null when it was not called
 * @param next what it is owed, in words; null when nothing
 * @param url whom it is called at
 */
record ParticipantRow(
        int seq,
        String id,
        String name,
        String status,
        String tone,
        boolean parked,
        @Nullable String stepState,
        @Nullable String stepReason,
        int attempts,
        @Nullable String call,
        @Nullable String next,
        @Nullable String lastError,
        @Nullable String results,
        @Nullable String childId,
        @Nullable String url,
        Course course) {

    static ParticipantRow of(SagaDetails details, ParticipantView participant, Instant now) {
        Long millis = participant.lastCallMillis();
        return new ParticipantRow(
                participant.seq(),
                participant.id(),
                name(participant),
                words(participant.status()),
                tone(participant),
                participant.parked(),
                participant.stepState(),
                participant.stepReason(),
                participant.attempts(),
                millis == null || participant.attempts() == 0 ? null : millis + " ms",
                next(participant, now),
                participant.lastError(),
                participant.results() == null ? null : participant.results().toPrettyString(),
                participant.childId(),
                participant.compensate(),
                Course.of(details, participant, now));
    }

    static String name(ParticipantView participant) {
        String step = participant.step();
        return step == null ? "participant " + participant.seq() : step;
    }

    private static @Nullable String next(ParticipantView participant, Instant now) {
        String owed = participant.owed();
        if (owed == null) {
            return null;
        }
        if (participant.calling()) {
            return owed + " is under way";
        }
        if (participant.parked()) {
            return owed + " is parked";
        }
        Instant due = participant.dueAt();
        if (due == null) {
            return owed + " waits for its turn";
        }
        return due.isAfter(now) ? owed + " " + Times.distance(due, now) : owed + " is due";
    }

    private static String tone(ParticipantView participant) {
        return switch (participant.status()) {
            case "Active" -> "running";
            case "Compensating" -> "compensating";
            case "Compensated" -> "compensated";
            case "Completing" -> "completing";
            case "Completed" -> "completed";
            case "Left" -> "left";
            default -> "failed";
        };
    }

    /** {@code FailedToCompensate} as {@code failed to compensate}. */
    private static String words(String status) {
        return status.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
