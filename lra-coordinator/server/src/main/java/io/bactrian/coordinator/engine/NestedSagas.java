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
import org.jspecify.annotations.Nullable;

/**
 * A nested saga as a participant of its parent. A closed child stays compensatable until all that it is nested in has been decided
 * (MicroProfile LRA 2.0, "Nesting LRAs"): a cancel around it reopens it, the close of the outermost lets its participants
 * forget. Every call here may be repeated.
 */
public final class NestedSagas {

    /** Nobody around it could cancel it any more when it was decided, so none of its participants kept anything. */
    private static final String CLOSED_WITH_PARENT = "its parent saga is being closed";

    private static final String CANCELLED_BY_PARENT = "its parent saga is being cancelled";
    private static final String CLOSED_WITH_OPEN_PARENT =
            "its parent saga, which may still be cancelled, is being closed";

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
            case CLOSED -> {
                if (ledger.isClosedAround(child)) {
                    letForget(child, effects);
                }
                yield Answer.DONE;
            }
            case CANCELLED, FAILED_TO_CANCEL -> Answer.DONE;
            case FAILED_TO_CLOSE -> new Answer.FailedForGood("nested saga " + child.id() + " is FailedToClose");
            default -> new Answer.InProgress(null);
        };
    }

    private void decide(Saga child, boolean cancel, Effects effects) {
        List<Participant> participants = ledger.participants(child.id());
        progress.decide(child, participants, cancel, cancel ? CANCELLED_BY_PARENT : closeReason(child), true);
        progress.advance(child, participants, effects);
    }

    private String closeReason(Saga child) {
        return ledger.isClosedAround(child) ? CLOSED_WITH_PARENT : CLOSED_WITH_OPEN_PARENT;
    }

    /** All around it has closed: nobody will ask a completed participant to compensate any more. */
    private void letForget(Saga child, Effects effects) {
        if (CLOSED_WITH_PARENT.equals(child.state().reason()) || !child.closeForGood()) {
            return;
        }
        List<Participant> participants = ledger.participants(child.id());
        participants.forEach(p -> oweForget(child, p, desk.now()));
        progress.advance(child, participants, effects);
        for (Participant grandchild : participants) {
            String grandchildId = grandchild.enlistment().childId();
            if (grandchildId != null) {
                Optional<Saga> nested = ledger.lock(grandchildId);
                nested.filter(n -> n.status() == SagaStatus.CLOSED).ifPresent(n -> letForget(n, effects));
            }
        }
    }

    /** It has heard of the end of its saga, or never will, and meanwhile nobody needs any more what it has kept. */
    static void oweForgetAfter(@Nullable CallKind former, Saga saga, Participant participant, Instant now) {
        if (former == CallKind.AFTER) {
            oweForget(saga, participant, now);
        }
    }

    /** It may forget, once nothing else is owed to it any more: that it is told how its saga has ended comes first. */
    private static void oweForget(Saga saga, Participant participant, Instant now) {
        if (saga.isClosedForGood()
                && participant.status() == ParticipantStatus.COMPLETED
                && participant.terms().links().forget() != null
                && participant.call().kind() == null) {
            participant.owe(CallKind.FORGET, now);
        }
    }
}
