package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A nested saga as a participant of its parent. A closed child stays compensatable until its parent decides
 * (MicroProfile LRA 2.0, "Nesting LRAs"): the parent's cancel reopens it, the parent's close lets its participants
 * forget. Every call here may be repeated.
 */
public final class NestedSagas {

    private static final String CLOSED_WITH_PARENT = "its parent saga is being closed";

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;

    public NestedSagas(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
    }

    /** Carries the parent's decision to the child, and answers as a participant would. */
    public Answer call(CallKind kind, String childId) {
        return desk.inTransaction(effects -> ledger.lock(childId)
                .map(child -> kind == CallKind.COMPENSATE ? compensate(child, effects) : complete(child, effects))
                .orElseGet(() -> unknown(kind, childId)));
    }

    /** Nothing is left of it that could complete. But what it had completed may never have been compensated. */
    private static Answer unknown(CallKind kind, String childId) {
        return kind == CallKind.COMPENSATE
                ? new Answer.FailedForGood("nested saga " + childId + " is not known here any more: whether it was"
                        + " compensated cannot be said, a person has to find out")
                : Answer.DONE;
    }

    private Answer compensate(Saga child, Effects effects) {
        if (child.status() == SagaStatus.ACTIVE
                || child.status() == SagaStatus.CLOSED
                || child.status() == SagaStatus.FAILED_TO_CLOSE) {
            decide(child, true, effects);
        }
        return switch (child.status()) {
            case CANCELLED -> Answer.DONE;
            case FAILED_TO_CANCEL -> new Answer.FailedForGood("nested saga " + child.id() + " is FailedToCancel");
            default -> new Answer.InProgress(null);
        };
    }

    private Answer complete(Saga child, Effects effects) {
        if (child.status() == SagaStatus.ACTIVE) {
            decide(child, false, effects);
        }
        return switch (child.status()) {
            case CLOSED, CANCELLED, FAILED_TO_CANCEL -> {
                letForget(child, effects);
                yield Answer.DONE;
            }
            case FAILED_TO_CLOSE -> new Answer.FailedForGood("nested saga " + child.id() + " is FailedToClose");
            default -> new Answer.InProgress(null);
        };
    }

    private void decide(Saga child, boolean cancel, Effects effects) {
        List<Participant> participants = ledger.participants(child.id());
        progress.decide(
                child, participants, cancel, cancel ? "its parent saga is being cancelled" : CLOSED_WITH_PARENT, true);
        progress.advance(child, participants, effects);
    }

    /** The parent closed: nobody will ask a completed participant to compensate any more. */
    private void letForget(Saga child, Effects effects) {
        if (CLOSED_WITH_PARENT.equals(child.state().reason())) {
            return; // it was never closed on its own, so nobody kept anything for a later compensation
        }
        List<Participant> participants = ledger.participants(child.id());
        Instant now = desk.now();
        List<Participant> forgetting = participants.stream()
                .filter(p -> p.status() == ParticipantStatus.COMPLETED)
                .filter(p -> p.terms().links().forget() != null && p.call().kind() == null)
                .toList();
        if (!forgetting.isEmpty()) {
            forgetting.forEach(p -> p.owe(CallKind.FORGET, now));
            progress.advance(child, participants, effects);
        }
        for (Participant grandchild : participants) {
            String grandchildId = grandchild.enlistment().childId();
            if (grandchildId != null) {
                Optional<Saga> nested = ledger.lock(grandchildId);
                nested.filter(n -> n.status() == SagaStatus.CLOSED).ifPresent(n -> letForget(n, effects));
            }
        }
    }
}
