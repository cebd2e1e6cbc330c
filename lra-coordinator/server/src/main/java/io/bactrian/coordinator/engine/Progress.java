package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.CallState;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Reversal;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves a decided saga as far as it can go without an answer, inside the transaction that changed it: whose turn it is,
 * whether it has ended, which calls this node claims. One place, so that every way into a saga obeys the same order.
 */
final class Progress {

    private final Desk desk;
    private final Recording recording;

    Progress(Desk desk) {
        this.desk = desk;
        this.recording = new Recording(desk);
    }

    /** Decides and sets the participants on their way. */
    void decide(Saga saga, List<Participant> participants, boolean cancel, String why, boolean byParent) {
        Instant now = desk.now();
        if (cancel) {
            saga.decideCancel(why, byParent, now);
            desk.ledger().note(saga.id(), now, EventKind.CANCELLING, null, why);
        } else {
            saga.decideClose(byParent ? why : null, now);
            desk.ledger().note(saga.id(), now, EventKind.CLOSING, null, why);
        }
        for (Participant participant : participants) {
            ParticipantStatus status = participant.status();
            if (cancel && status.mayBeginCompensating()) {
                participant.beginCompensating(now);
            } else if (!cancel && status == ParticipantStatus.ACTIVE) {
                participant.beginCompleting(now);
            }
        }
    }

    /** Turns, end, claims; then saves the saga when it or somebody in it changed. Nothing may be changed after it. */
    void advance(Saga saga, List<Participant> participants, Effects effects) {
        advance(saga, participants, effects, true);
    }

    /** The same; {@code counts} false makes the calls forced ones, whose failure does not count. */
    void advance(Saga saga, List<Participant> participants, Effects effects, boolean counts) {
        Instant now = desk.now();
        Reversal.orderEnds(participants);
        if (!saga.status().isEnded()) {
            participants.forEach(Participant::awaitNextEnd);
        }
        for (Participant participant : participants) {
            CallState.Sent sent = participant.call().sent();
            if (sent != null && participant.call().isSilentAt(now)) {
                desk.hearing()
                        .unclearUntil(sent.at(), now)
                        .ifPresentOrElse(
                                participant::awaitUntil, () -> recording.recordSilence(participant, sent, effects));
            }
        }
        List<Participant> turns = saga.status() == SagaStatus.CANCELLING
                ? Reversal.turns(saga.identity().order(), participants)
                : List.of();
        turns.forEach(p -> p.takeTurn(now));
        participants.stream().filter(p -> isHeldBack(p, turns)).forEach(p -> p.awaitTurn(now));
        if (isEnding(saga) && Reversal.isOver(participants)) {
            end(saga, participants, effects, now);
        }
        if (saga.flagAttention(participants)) {
            SagaLog.needsPerson(saga, participants, effects);
        }
        if (desk.hasDelivery()) {
            List<Participant> callable =
                    participants.stream().filter(p -> !isHeldBack(p, turns)).toList();
            claimWhatIsDue(saga, callable, effects, now, counts);
        }
        if (saga.status().isEnded()
                && participants.stream().allMatch(p -> p.call().claim() == null)) {
            effects.signal(saga.id()); // listeners have heard of it, or will be told again later
        }
        if (saga.isChanged() || participants.stream().anyMatch(Participant::isChanged)) {
            desk.ledger().saveChanged(participants);
            desk.ledger().save(saga);
        }
    }

    private static boolean isHeldBack(Participant participant, List<Participant> turns) {
        return participant.status() == ParticipantStatus.COMPENSATING && !turns.contains(participant);
    }

    private void end(Saga saga, List<Participant> participants, Effects effects, Instant now) {
        saga.end(participants.stream().anyMatch(p -> p.status().isFailed()), now);
        for (Participant participant : participants) {
            if (participant.status() != ParticipantStatus.LEFT
                    && participant.terms().links().after() != null
                    && participant.call().kind() == null) {
                participant.owe(CallKind.AFTER, now);
            }
        }
        desk.ledger().note(saga.id(), now, EventKind.ENDED, null, saga.status().wire());
        SagaStatus end = saga.status();
        effects.tell(listener -> listener.ended(end));
        String parentId = saga.identity().parentId();
        if (parentId != null) {
            desk.ledger().makeChildDue(parentId, saga.id(), now);
            effects.lookForDueWork();
        }
    }

    private void claimWhatIsDue(
            Saga saga, List<Participant> participants, Effects effects, Instant now, boolean counts) {
        String parentId = saga.identity().parentId();
        String parentLraId = null;
        for (Participant participant : participants) {
            Instant due = participant.call().dueAt();
            if (participant.call().kind() != null
                    && due != null
                    && !due.isAfter(now)
                    && !participant.call().isUnderWay()) {
                if (parentId != null && parentLraId == null) {
                    parentLraId = desk.ledger().lraIdOf(parentId);
                }
                String token = UUID.randomUUID().toString();
                participant.claim(token, desk.node());
                effects.call(callFor(saga, participant, parentLraId, token, counts));
                if (participant.status().isOwing()) {
                    saga.enterStep(participant.terms().step());
                }
            }
        }
    }

    private static DueCall callFor(
            Saga saga, Participant participant, @Nullable String parentLraId, String token, boolean counts) {
        CallState call = participant.call();
        CallKind kind = call.kind();
        if (kind == null) {
            throw new IllegalStateException("participant " + participant.id() + " is owed no call");
        }
        return new DueCall(
                saga.id(),
                saga.identity().lraId(),
                saga.identity().recoveryUrl(participant.id()),
                parentLraId,
                participant.id(),
                kind,
                kind == CallKind.STATUS ? participant.mainCall() : kind,
                url(participant, kind),
                participant.enlistment().childId(),
                call.attempts(),
                participant.terms().data(),
                participant.step().results(),
                participant.terms().jsonBody(),
                participant.terms().trace(),
                saga.status(),
                token,
                participant.replyToken(),
                counts);
    }

    /** Where a participant is called for this; null when it gave no link for it. */
    static @Nullable String url(Participant participant, CallKind kind) {
        Links links = participant.terms().links();
        return switch (kind) {
            case COMPENSATE -> links.compensate();
            case COMPLETE -> links.complete();
            case STATUS ->
                links.status() != null ? links.status() : participant.call().location();
            case FORGET -> links.forget();
            case AFTER -> links.after();
        };
    }

    static boolean isEnding(Saga saga) {
        return saga.status() == SagaStatus.CLOSING || saga.status() == SagaStatus.CANCELLING;
    }

    /** How long a participant has been compensating or completing, for people. */
    static String took(Duration took) {
        return took.toMillis() + " ms";
    }
}
