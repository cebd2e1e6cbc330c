package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims calls for this node and records their answers. Settling one call claims the next in the same transaction, so a
 * chain of compensations costs one transaction a step and never waits for a poll.
 */
public final class Settlements {

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;

    public Settlements(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
    }

    /** Claims what is due in one saga and hands it to delivery; does nothing when somebody else is at this saga. */
    public void claimDue(String sagaId) {
        desk.inTransaction(effects -> {
            ledger.lockIfFree(sagaId).ifPresent(saga -> progress.advance(saga, ledger.participants(sagaId), effects));
            return sagaId;
        });
    }

    /**
     * Claims what may be called now in one saga, due or not, parked or not, in order; returns the calls, which are
     * handed to delivery as well. Their failures do not count.
     */
    public List<DueCall> claimForced(String sagaId) {
        return desk.inTransaction(effects -> {
            Optional<Saga> saga = ledger.lock(sagaId);
            if (saga.isPresent()) {
                List<Participant> participants = ledger.participants(sagaId);
                Instant now = desk.now();
                participants.stream()
                        .filter(p -> p.call().kind() != null && p.call().claim() == null)
                        .filter(p -> p.call().dueAt() != null || p.call().parked())
                        .forEach(p -> p.force(now));
                progress.advance(saga.get(), participants, effects, false);
            }
            return List.copyOf(effects.calls());
        });
    }

    /**
     * Records what a call came to, and moves the saga on. A claim that was taken over meanwhile is respected, except
     * that a late "done" always counts: the participant did it.
     *
     * @param took from the call to its answer
     * @return the saga's next calls, which are handed to delivery as well
     */
    public List<DueCall> settle(DueCall call, Answer answer, Duration took) {
        return desk.inTransaction(effects -> {
            effects.tell(listener -> listener.called(call, answer, took));
            Optional<Saga> saga = ledger.lock(call.sagaId());
            if (saga.isPresent()) {
                List<Participant> participants = ledger.participants(call.sagaId());
                participants.stream()
                        .filter(p -> p.id().equals(call.participantId()))
                        .findFirst()
                        .filter(p -> mayRecord(p, call, answer))
                        .ifPresent(p -> record(saga.get(), p, call, answer, took, effects));
                progress.advance(saga.get(), participants, effects, call.counts()); // a forced pass goes on as one
            }
            return List.copyOf(effects.calls());
        });
    }

    private boolean mayRecord(Participant participant, DueCall call, Answer answer) {
        if (call.token().equals(participant.call().claim())) {
            return true;
        }
        boolean late = answer instanceof Answer.Done
                && (call.kind() == CallKind.COMPENSATE && participant.status() == ParticipantStatus.COMPENSATING
                        || call.kind() == CallKind.COMPLETE && participant.status() == ParticipantStatus.COMPLETING
                        || call.kind() == CallKind.STATUS
                                && participant.status().isOwing());
        ledger.note(
                call.sagaId(),
                desk.now(),
                EventKind.LATE_ANSWER,
                call.participantId(),
                late ? "counted: it says it is done" : "not counted: another call has taken its place");
        return late;
    }

    private void record(
            Saga saga, Participant participant, DueCall call, Answer answer, Duration took, Effects effects) {
        Instant now = desk.now();
        RetryPolicy standard = desk.settings().retry();
        boolean toSettle = participant.status().isOwing();
        if (answer instanceof Answer.Done) {
            if (toSettle) {
                participant.done(now, took);
                note(call, now, doneKind(participant), Progress.took(took));
            } else {
                participant.heard(took);
                note(call, now, EventKind.HEARD, call.kind() + " " + Progress.took(took));
                oweAfterOnceEnded(saga, participant, call, now);
            }
        } else if (answer instanceof Answer.InProgress progressing && toSettle) {
            participant.inProgress(progressing.location(), now, took);
            note(call, now, EventKind.IN_PROGRESS, null);
            String childId = call.childId();
            if (childId == null) {
                effects.signal(call.sagaId()); // it may take long: whoever waits for the end is told "in progress"
            } else if (ledger.lock(childId)
                    .filter(child -> child.status().isEnded())
                    .isPresent()) {
                participant.force(now); // it ended between its answer and now, and nobody else will say so
            }
        } else if (answer instanceof Answer.FailedForGood failed && toSettle) {
            participant.failedForGood(failed.reason(), now, took);
            note(call, now, EventKind.FAILED_FOR_GOOD, failed.reason());
        } else if (answer instanceof Answer.Repeat repeat && toSettle) {
            participant.repeat(repeat.reason(), now, took);
            noteFailure(participant, call, now, repeat.reason());
        } else {
            String reason = answer instanceof Answer.TryAgain again ? again.reason() : "unexpected answer " + answer;
            participant.tryAgain(reason, call.counts(), standard, now, took);
            noteFailure(participant, call, now, reason);
        }
    }

    private void oweAfterOnceEnded(Saga saga, Participant participant, DueCall call, Instant now) {
        // one that failed was asked to forget first; a completed one in a nested saga has heard already
        if (call.kind() == CallKind.FORGET
                && participant.status().isFailed()
                && participant.terms().links().after() != null
                && saga.status().isEnded()) {
            participant.owe(CallKind.AFTER, now);
        }
    }

    private void noteFailure(Participant participant, DueCall call, Instant now, String reason) {
        note(
                call,
                now,
                EventKind.ATTEMPT_FAILED,
                call.kind() + " attempt " + participant.call().attempts() + ": " + reason);
        if (participant.call().parked()) {
            note(call, now, EventKind.PARKED, "after " + participant.call().attempts() + " attempts");
        }
    }

    private void note(DueCall call, Instant now, EventKind kind, @Nullable String detail) {
        ledger.note(call.sagaId(), now, kind, call.participantId(), detail);
    }

    private static EventKind doneKind(Participant participant) {
        return participant.status() == ParticipantStatus.COMPENSATED ? EventKind.COMPENSATED : EventKind.COMPLETED;
    }
}
