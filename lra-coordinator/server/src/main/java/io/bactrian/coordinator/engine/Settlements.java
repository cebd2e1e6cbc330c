package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Claims calls for this node and records their answers. Settling one call claims the next in the same transaction, so a
 * chain of compensations costs one transaction a step and never waits for a poll.
 */
public final class Settlements {

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;
    private final Recording recording;

    public Settlements(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
        this.recording = new Recording(desk);
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
                participants.stream().filter(Settlements::isWaiting).forEach(p -> p.force(now));
                progress.advance(saga.get(), participants, effects, false);
            }
            return List.copyOf(effects.calls());
        });
    }

    /**
     * An application that was away is back: what it is owed in one saga is called now, parked or not, instead of after
     * the rest of the wait. Does nothing when somebody else is at this saga.
     *
     * @param base what the compensate links of the application's participants begin with
     */
    public void claimWaitingFor(String base, String sagaId) {
        desk.inTransaction(effects -> {
            ledger.lockIfFree(sagaId).ifPresent(saga -> {
                List<Participant> participants = ledger.participants(sagaId);
                Instant now = desk.now();
                participants.stream()
                        .filter(p -> isBelow(base, p) && isWaiting(p))
                        .forEach(p -> {
                            p.force(now);
                            ledger.note(sagaId, now, EventKind.RETRIED, p.id(), "its application is back");
                        });
                progress.advance(saga, participants, effects);
            });
            return sagaId;
        });
    }

    private static boolean isBelow(String base, Participant participant) {
        String link = participant.terms().links().compensate();
        return link != null && link.startsWith(base);
    }

    /** Owed a call that nobody makes at this moment, and not for want of its turn. */
    private static boolean isWaiting(Participant participant) {
        CallState call = participant.call();
        return call.kind() != null && !call.isUnderWay() && (call.dueAt() != null || call.parked());
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
                        .ifPresent(p -> settle(saga.get(), p, call, answer, took, effects));
                progress.advance(saga.get(), participants, effects, call.counts()); // a forced pass goes on as one
            }
            return List.copyOf(effects.calls());
        });
    }

    private void settle(
            Saga saga, Participant participant, DueCall call, Answer answer, Duration took, Effects effects) {
        boolean holdsClaim = call.token().equals(participant.call().claim());
        if (holdsClaim && call.kind() != participant.call().kind()) {
            participant.formerCallEnded(); // it told of an end that was none: what came of it does not matter
            return;
        }
        recording.record(saga, participant, call.kind(), call.counts(), answer, took, effects);
        boolean heard = call.kind() == CallKind.AFTER && participant.call().kind() == null;
        if (heard && saga.status().isEnded() && saga.status() != call.sagaStatus()) {
            participant.owe(CallKind.AFTER, desk.now()); // meanwhile the saga has ended otherwise
        }
    }

    private boolean mayRecord(Participant participant, DueCall call, Answer answer) {
        if (call.token().equals(participant.call().claim())) {
            return true;
        }
        if (answer instanceof Answer.Sent || answer instanceof Answer.Undelivered) {
            return false; // its answer was quicker than this record, or somebody else has it: nothing is lost
        }
        boolean late = answer instanceof Answer.Done
                && (call.about() == CallKind.COMPENSATE && participant.status() == ParticipantStatus.COMPENSATING
                        || call.about() == CallKind.COMPLETE && participant.status() == ParticipantStatus.COMPLETING);
        ledger.note(
                call.sagaId(),
                desk.now(),
                EventKind.LATE_ANSWER,
                call.participantId(),
                late ? "counted: it says it is done" : "not counted: another call has taken its place");
        return late;
    }
}
