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
import java.util.List;
import java.util.Optional;

/**
 * Takes the answers of participants that come by themselves, as messages: on any node, at any time, in any number. What
 * an answer means depends on the ledger alone, so it settles the call whoever made it, also before the record that the
 * call was sent, and after it was given up.
 */
public final class Replies {

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;
    private final Recording recording;

    public Replies(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
        this.recording = new Recording(desk);
    }

    /**
     * An answer as it came.
     *
     * @param command what it answers, {@link CallKind#COMPENSATE} or {@link CallKind#COMPLETE}
     * @param token the participant's reply token, as whoever answers knows it
     * @param answer done, in progress, failed for now or for good
     * @param attempt which call it answers, 1 or more; 0 when it does not say
     */
    public record Reply(
            String sagaId, String participantId, CallKind command, String token, Answer answer, int attempt) {

        /** One that does not say which call it answers. */
        public Reply(String sagaId, String participantId, CallKind command, String token, Answer answer) {
            this(sagaId, participantId, command, token, answer, 0);
        }

        private boolean isFailure() {
            return answer instanceof Answer.TryAgain || answer instanceof Answer.FailedForGood;
        }
    }

    /** What became of an answer. */
    public enum Taken {
        /** It was awaited, and is recorded. */
        AWAITED,
        /** Nobody awaited it any more, or not yet: recorded all the same. */
        UNAWAITED,
        /** What it says is recorded already, or was overtaken by a later answer or, a failure, by a later call. */
        REPEATED,
        /** The participant does not owe an answer to this command, or it is not its turn. */
        NOT_OWED,
        /** Not the token of this participant: somebody else's answer. */
        WRONG_TOKEN,
        /** The saga has no such participant. */
        UNKNOWN_PARTICIPANT,
        /** There is no such saga, or none any more. */
        UNKNOWN_SAGA
    }

    /**
     * Records an answer, moves the saga on and claims its next calls for this node; or does nothing. When this returns,
     * it is committed, and the message may be forgotten.
     *
     * @throws org.springframework.dao.DataAccessException when the ledger cannot be used: nothing is recorded, and the
     *     same answer must be brought again
     */
    public Taken take(Reply reply) {
        return desk.inTransaction(effects -> ledger.lock(reply.sagaId())
                .map(saga -> takeLocked(saga, reply, effects))
                .orElse(Taken.UNKNOWN_SAGA));
    }

    private Taken takeLocked(Saga saga, Reply reply, Effects effects) {
        List<Participant> participants = ledger.participants(saga.id());
        Optional<Participant> found = participants.stream()
                .filter(p -> p.id().equals(reply.participantId()))
                .findFirst();
        if (found.isEmpty()) {
            return Taken.UNKNOWN_PARTICIPANT;
        }
        Participant participant = found.get();
        if (!participant.isReplyToken(reply.token())) {
            return Taken.WRONG_TOKEN;
        }
        if (!participant.isAsked() || !asks(participant, reply.command())) {
            return isSettledAs(participant, reply.command()) ? Taken.REPEATED : Taken.NOT_OWED;
        }
        if (reply.isFailure()
                && reply.attempt() > 0
                && reply.attempt() < participant.call().attempts()) {
            return Taken.REPEATED; // whoever was called again answers that call
        }
        CallState.Sent sent = participant.call().sent();
        boolean inProgress = participant.call().isInProgress();
        if (reply.answer() instanceof Answer.TryAgain && !participant.call().isUnderWay() && !inProgress) {
            return Taken.REPEATED; // of an attempt that has failed already: it must not spend the next one
        }
        boolean counts = sent == null || sent.counts();
        Duration took = sent == null ? Duration.ZERO : Duration.between(sent.at(), desk.now());
        if (sent == null && participant.call().claim() == null && !inProgress) {
            recording.note(
                    participant, desk.now(), EventKind.LATE_ANSWER, "counted: it came after the attempt was given up");
        }
        recording.record(saga, participant, reply.command(), counts, reply.answer(), took, effects);
        effects.tell(listener -> listener.answered(reply.command(), reply.answer(), took));
        progress.advance(saga, participants, effects, counts);
        return sent == null ? Taken.UNAWAITED : Taken.AWAITED;
    }

    private static boolean asks(Participant participant, CallKind command) {
        return command
                == (participant.status() == ParticipantStatus.COMPENSATING ? CallKind.COMPENSATE : CallKind.COMPLETE);
    }

    private static boolean isSettledAs(Participant participant, CallKind command) {
        ParticipantStatus status = participant.status();
        return command == CallKind.COMPENSATE
                ? status == ParticipantStatus.COMPENSATED || status == ParticipantStatus.FAILED_TO_COMPENSATE
                : status == ParticipantStatus.COMPLETED || status == ParticipantStatus.FAILED_TO_COMPLETE;
    }
}
