package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.StepState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Close and cancel: decided once, under the saga's row lock, committed before it returns. */
public final class Decisions {

    static final String DEADLINE = "its deadline passed";

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;

    public Decisions(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
    }

    /** New data for one participant, brought along by a close or cancel. */
    public record DataUpdate(String identity, String data) {}

    /** Asks every participant to complete; a passed deadline makes it a cancel, which is refused to the caller. */
    public Outcome close(String sagaId, @Nullable DataUpdate update) {
        return decide(sagaId, false, "close was requested", update);
    }

    /** Asks every participant to compensate, in reverse order; {@code why} is kept for people. */
    public Outcome cancel(String sagaId, String why, @Nullable DataUpdate update) {
        return decide(sagaId, true, why, update);
    }

    /** A cancel as part of a transaction that does more; the saga is locked. */
    Outcome cancelInside(Saga locked, String why, Effects effects) {
        return decideLocked(locked, true, why, null, effects);
    }

    private Outcome decide(String sagaId, boolean cancel, String why, @Nullable DataUpdate update) {
        return desk.inTransaction(effects -> ledger.lock(sagaId)
                .map(saga -> decideLocked(saga, cancel, why, update, effects))
                .orElseGet(() -> Outcome.unknown(sagaId)));
    }

    private Outcome decideLocked(Saga saga, boolean cancel, String why, @Nullable DataUpdate update, Effects effects) {
        // a closed nested saga can still be cancelled while its parent is undecided (the TCK's mixed nesting demands
        // it)
        boolean reopening = cancel && saga.status() == SagaStatus.CLOSED && ledger.hasUndecidedParent(saga);
        if (saga.status() != SagaStatus.ACTIVE && !reopening) {
            if (saga.status().isEnded()) {
                effects.signal(saga.id());
            }
            return alreadyDecided(saga, cancel);
        }
        List<Participant> participants = ledger.participants(saga.id());
        if (update != null) {
            participants.stream()
                    .filter(p -> Enrolment.is(p, update.identity()))
                    .forEach(p -> p.replaceTerms(p.terms().withData(update.data())));
        }
        boolean overdue = saga.isOverdue(desk.now());
        String because = cancel ? withFailedStep(why, participants) : overdue ? DEADLINE : why;
        progress.decide(saga, participants, cancel || overdue, because, reopening);
        progress.advance(saga, participants, effects);
        if (overdue && !cancel) {
            return Outcome.refused(
                    Refusal.DEADLINE_PASSED,
                    saga,
                    "The deadline of saga " + saga.id() + ", " + saga.deadline()
                            + ", has passed: it is being cancelled");
        }
        return Outcome.done(saga);
    }

    /** Who cancels seldom says why; the application has said which step failed, and it is that which people ask for. */
    private static String withFailedStep(String why, List<Participant> participants) {
        return participants.stream()
                .filter(p -> p.step().state() == StepState.FAILED)
                .reduce((first, last) -> last)
                .map(p -> why + ": " + failure(p))
                .orElse(why);
    }

    private static String failure(Participant participant) {
        String step = participant.terms().step();
        String reason = participant.step().reason();
        return (step == null ? "step " + participant.seq() : step) + " failed" + (reason == null ? "" : ": " + reason);
    }

    private static Outcome alreadyDecided(Saga saga, boolean cancel) {
        SagaStatus status = saga.status();
        boolean asAsked = cancel ? status.isCancellingSide() : status.isClosingSide();
        if (asAsked) {
            return Outcome.done(saga);
        }
        return Outcome.refused(
                status.isEnded() ? Refusal.ENDED_OTHERWISE : Refusal.ENDING,
                saga,
                "Saga " + saga.id() + " is " + status.wire() + ": too late to " + (cancel ? "cancel" : "close"));
    }

    /** Cancels an undecided saga whose time is over, or whose application is gone; false when it is not (any more). */
    boolean cancelIfStill(String sagaId, String why, Predicate<Saga> still) {
        return desk.inTransaction(effects -> {
            Optional<Saga> saga = ledger.lockIfFree(sagaId);
            if (saga.isEmpty() || saga.get().status() != SagaStatus.ACTIVE || !still.test(saga.get())) {
                return false;
            }
            List<Participant> participants = ledger.participants(sagaId);
            progress.decide(saga.get(), participants, true, why, false);
            progress.advance(saga.get(), participants, effects);
            return true;
        });
    }
}
