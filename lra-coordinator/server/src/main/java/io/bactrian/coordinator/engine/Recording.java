package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Records what a call came to, whichever way its answer came: at the end of the call, as a message, or not at all. The
 * saga is locked, and whoever uses this advances it afterwards.
 */
final class Recording {

    private final Desk desk;
    private final Ledger ledger;

    Recording(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
    }

    /**
     * Records an answer that may be recorded.
     *
     * @param kind what the participant was called for
     * @param counts a failure counts towards parking
     * @param took from the call to its answer
     */
    void record(
            Saga saga,
            Participant participant,
            CallKind kind,
            boolean counts,
            Answer answer,
            Duration took,
            Effects effects) {
        Instant now = desk.now();
        boolean toSettle = participant.status().isOwing();
        if (answer instanceof Answer.Done) {
            done(saga, participant, kind, took, now);
        } else if (answer instanceof Answer.Sent sent && toSettle) {
            participant.sent(counts, now, now.plus(sent.within()));
            note(participant, now, EventKind.SENT, word(kind) + " to " + sent.to());
        } else if (answer instanceof Answer.Undelivered undelivered) {
            if (!undelivered.reason().equals(participant.call().lastError())) {
                // once, however long it lasts
                note(participant, now, EventKind.UNDELIVERED, word(kind) + ": " + undelivered.reason());
            }
            participant.undelivered(undelivered.reason(), now);
        } else if (answer instanceof Answer.InProgress progressing && toSettle) {
            inProgress(participant, progressing, took, now, effects);
        } else if (answer instanceof Answer.FailedForGood failed && toSettle) {
            participant.failedForGood(failed.reason(), now, took);
            note(participant, now, EventKind.FAILED_FOR_GOOD, failed.reason());
        } else if (answer instanceof Answer.Repeat repeat && toSettle) {
            participant.repeat(
                    repeat.reason(), repeat.failed(), counts, desk.settings().retry(), now, took);
            noteFailure(participant, kind, now, repeat.reason());
        } else {
            String reason = answer instanceof Answer.TryAgain again ? again.reason() : "unexpected answer " + answer;
            tryAgain(participant, kind, counts, reason, took, now);
        }
    }

    /** Nothing came back within the time: a failed attempt. */
    void recordSilence(Participant participant, CallState.Sent sent, Effects effects) {
        Instant now = desk.now();
        CallKind kind = participant.call().kind();
        Instant until = participant.call().dueAt();
        if (kind == null || until == null) {
            throw new IllegalStateException("participant " + participant.id() + " was sent nothing");
        }
        Duration waited = Duration.between(sent.at(), until);
        String reason = "no answer from " + Links.brief(Progress.url(participant, kind)) + " within "
                + waited.toMillis() + " ms";
        tryAgain(participant, kind, sent.counts(), reason, waited, now);
        effects.tell(listener -> listener.answered(kind, new Answer.TryAgain(reason), waited));
    }

    private void done(Saga saga, Participant participant, CallKind kind, Duration took, Instant now) {
        if (participant.status().isOwing()) {
            participant.done(now, took);
            note(participant, now, doneKind(participant), Progress.took(took));
        } else {
            participant.heard(took);
            note(participant, now, EventKind.HEARD, kind + " " + Progress.took(took));
            oweAfterOnceEnded(saga, participant, kind, now);
            NestedSagas.oweForgetAfter(kind, saga, participant, now);
        }
    }

    private void inProgress(
            Participant participant, Answer.InProgress answer, Duration took, Instant now, Effects effects) {
        if (!participant.call().isInProgress()) { // once, however long it lasts
            note(participant, now, EventKind.IN_PROGRESS, null);
        }
        participant.inProgress(answer.location(), answer.again(), now, took);
        String childId = participant.enlistment().childId();
        if (childId == null) {
            // it may take long: whoever waits for the end is told "in progress"
            effects.signal(participant.enlistment().sagaId());
        } else if (ledger.lock(childId)
                .filter(child -> child.status().isEnded())
                .isPresent()) {
            participant.force(now); // it ended between its answer and now, and nobody else will say so
        }
    }

    private void oweAfterOnceEnded(Saga saga, Participant participant, CallKind kind, Instant now) {
        // one that failed was asked to forget first; a completed one in a nested saga has heard already
        if (kind == CallKind.FORGET
                && participant.status().isFailed()
                && participant.terms().links().after() != null
                && saga.status().isEnded()) {
            participant.owe(CallKind.AFTER, now);
        }
    }

    private void tryAgain(
            Participant participant, CallKind kind, boolean counts, String reason, Duration took, Instant now) {
        RetryPolicy standard = desk.settings().retry();
        participant.tryAgain(reason, counts, standard, now, took);
        noteFailure(participant, kind, now, reason);
    }

    private void noteFailure(Participant participant, CallKind kind, Instant now, String reason) {
        note(
                participant,
                now,
                EventKind.ATTEMPT_FAILED,
                kind + " attempt " + participant.call().attempts() + ": " + reason);
        if (participant.call().parked()) {
            note(
                    participant,
                    now,
                    EventKind.PARKED,
                    "after " + participant.call().failures() + " attempts");
        }
    }

    /** A line of the participant's saga about it. */
    void note(Participant participant, Instant now, EventKind kind, @Nullable String detail) {
        ledger.note(participant.enlistment().sagaId(), now, kind, participant.id(), detail);
    }

    private static EventKind doneKind(Participant participant) {
        return participant.status() == ParticipantStatus.COMPENSATED ? EventKind.COMPENSATED : EventKind.COMPLETED;
    }

    private static String word(CallKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
