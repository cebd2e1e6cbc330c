package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.OperatorLog;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What people may do to a saga. Each act is committed together with its line in the operators' log. */
public final class Interventions {

    private final Desk desk;
    private final Ledger ledger;
    private final OperatorLog log;
    private final Progress progress;
    private final Decisions decisions;

    public Interventions(Desk desk, OperatorLog log) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.log = log;
        this.progress = new Progress(desk);
        this.decisions = new Decisions(desk);
    }

    /** Cancels a saga for a person; {@code reason} is kept. One that is being cancelled already stays as it is. */
    public Outcome cancel(String operator, String sagaId, String reason) {
        return desk.inTransaction(effects -> ledger.lock(sagaId)
                .map(saga -> {
                    boolean before = saga.status().isCancellingSide();
                    Outcome outcome = decisions.cancelInside(saga, "cancelled by " + operator + ": " + reason, effects);
                    if (outcome.accepted() && !before) {
                        log.write(desk.now(), operator, "cancel", sagaId, null, reason);
                        SagaLog.acted(operator, "cancelled", saga, null, reason, effects);
                    }
                    return outcome;
                })
                .orElseGet(() -> Outcome.unknown(sagaId)));
    }

    /** Gives parked and failed participants of a saga a new set of attempts; refused when there is none. */
    public Outcome retry(String operator, String sagaId) {
        return act(operator, "retry", sagaId, null, null, this::needsPerson);
    }

    /** Gives one participant, parked, failed or waiting, a new set of attempts, now. */
    public Outcome retry(String operator, String sagaId, String participantId) {
        return act(operator, "retry", sagaId, participantId, null, p -> p.call().kind() != null || needsPerson(p));
    }

    /** A person has settled a participant by other means: it counts as done. {@code reason} is kept. */
    public Outcome resolve(String operator, String sagaId, String participantId, String reason) {
        return act(
                operator,
                "resolve",
                sagaId,
                participantId,
                reason,
                p -> p.status().isOwing() || p.status().isFailed() || p.call().kind() != null);
    }

    private boolean needsPerson(Participant participant) {
        return participant.call().parked() || participant.status().isFailed();
    }

    private Outcome act(
            String operator,
            String action,
            String sagaId,
            @Nullable String participantId,
            @Nullable String reason,
            Predicate<Participant> applies) {
        return desk.inTransaction(effects -> {
            Optional<Saga> locked = ledger.lock(sagaId);
            if (locked.isEmpty()) {
                return Outcome.unknown(sagaId);
            }
            Saga saga = locked.get();
            List<Participant> participants = ledger.participants(sagaId);
            List<Participant> concerned = participants.stream()
                    .filter(p -> participantId == null || p.id().equals(participantId))
                    .toList();
            if (concerned.isEmpty() && participantId != null) {
                return Outcome.refused(
                        Refusal.NOT_ENLISTED, saga, "Saga " + sagaId + " has no participant " + participantId);
            }
            boolean resolving = reason != null;
            List<Participant> acted = concerned.stream()
                    .filter(applies)
                    .filter(p -> resolving || !p.call().isUnderWay()) // it is being tried at this moment
                    .toList();
            if (acted.isEmpty()) {
                return Outcome.refused(
                        Refusal.NOT_POSSIBLE,
                        saga,
                        "Nothing to " + action + ": saga " + sagaId + " is "
                                + saga.status().wire() + " and "
                                + (participantId == null
                                        ? "no participant is parked or failed"
                                        : "participant " + participantId + " is "
                                                + concerned.get(0).status().wire()));
            }
            Instant now = desk.now();
            boolean settlesFailure = acted.stream().anyMatch(p -> p.status().isFailed());
            for (Participant participant : acted) {
                if (resolving) {
                    CallKind owed = participant.call().kind();
                    participant.resolve(now);
                    NestedSagas.oweForgetAfter(owed, saga, participant, now);
                } else {
                    participant.retry(now);
                }
                ledger.note(
                        sagaId,
                        now,
                        resolving ? EventKind.RESOLVED : EventKind.RETRIED,
                        participant.id(),
                        reason == null ? "by " + operator : "by " + operator + ": " + reason);
            }
            log.write(now, operator, action, sagaId, participantId, reason);
            acted.forEach(p -> SagaLog.acted(operator, resolving ? "resolved" : "retries", saga, p, reason, effects));
            boolean failedBefore =
                    saga.status() == SagaStatus.FAILED_TO_CANCEL || saga.status() == SagaStatus.FAILED_TO_CLOSE;
            if (failedBefore
                    && (resolving
                            ? settlesFailure
                            : participants.stream().anyMatch(p -> p.status().isOwing()))) {
                saga.resume();
            }
            progress.advance(saga, participants, effects);
            return Outcome.done(saga);
        });
    }

    /**
     * Removes an ended saga for good, as the protocol's {@code DELETE recovery} asks; refused while it is not ended, or one
     * it is nested in is not: that one may still have it compensated, or let its participants forget.
     */
    public Outcome delete(String operator, String sagaId) {
        return desk.inTransaction(effects -> {
            Optional<Saga> saga = ledger.lock(sagaId);
            if (saga.isEmpty()) {
                return Outcome.unknown(sagaId);
            }
            if (!saga.get().status().isEnded()) {
                return Outcome.refused(
                        Refusal.NOT_POSSIBLE,
                        saga.get(),
                        "Saga " + sagaId + " is " + saga.get().status().wire() + "; only an ended saga can be deleted");
            }
            Optional<Saga> around = ledger.openAncestor(saga.get());
            if (around.isPresent()) {
                return Outcome.refused(
                        Refusal.NOT_POSSIBLE,
                        saga.get(),
                        "Saga " + sagaId + " is nested in " + around.get().id() + ", which is "
                                + around.get().status().wire()
                                + " and may still need it; it can be deleted once that one has ended");
            }
            log.write(
                    desk.now(),
                    operator,
                    "delete",
                    sagaId,
                    null,
                    saga.get().status().wire());
            ledger.delete(sagaId);
            SagaLog.acted(operator, "deleted", saga.get(), null, null, effects);
            return Outcome.done(saga.get());
        });
    }
}
