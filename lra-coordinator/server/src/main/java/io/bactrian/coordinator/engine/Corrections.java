package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/** What participants and their applications change about an enlisted participant: links, and how far its step got. */
public final class Corrections {

    private final Desk desk;
    private final Ledger ledger;

    public Corrections(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
    }

    /** The participant as it is committed now. */
    public Outcome find(String sagaId, String participantId) {
        return change(sagaId, participantId, (saga, participant) -> Outcome.done(saga, participant));
    }

    /** The participant has moved; calls made from now on go to the new links. */
    public Outcome replaceLinks(String sagaId, String participantId, Links links) {
        return change(sagaId, participantId, (saga, participant) -> {
            boolean taken = ledger.participants(sagaId).stream()
                    .anyMatch(p -> !p.id().equals(participantId) && Enrolment.is(p, links.identity()));
            if (taken) {
                return Outcome.refused(
                        Refusal.NOT_POSSIBLE,
                        saga,
                        "Another participant of saga " + sagaId + " has the link " + links.identity()
                                + "; give each participant a link of its own");
            }
            participant.replaceTerms(participant.terms().withLinks(links));
            ledger.note(sagaId, desk.now(), EventKind.REJOINED, participantId, "new links");
            return Outcome.done(saga, participant);
        });
    }

    /**
     * The application reports how far the step got; a report without results leaves those that are there. A running step
     * cannot store anything once the saga is decided: its compensation may have been called without it, and what the
     * step would do next would never be undone.
     */
    public Outcome report(String sagaId, String participantId, StepReport report) {
        return change(sagaId, participantId, (saga, participant) -> {
            boolean late = participant.status() != ParticipantStatus.ACTIVE;
            if (late && report.state() == StepState.RUNNING && report.results() != null) {
                return Outcome.refused(
                        saga.status().isEnded() ? Refusal.ENDED : Refusal.ENDING,
                        saga,
                        "Saga " + sagaId + " is " + saga.status().wire()
                                + "; a step of it can store nothing any more, it must not go on");
            }
            String results = report.results() == null ? participant.step().results() : report.results();
            StepReport before = participant.step();
            StepReport now = new StepReport(report.state(), results, report.reason());
            participant.report(now);
            boolean news = before.state() != now.state() || !Objects.equals(before.reason(), now.reason());
            if (news && report.state() != StepState.RUNNING) { // whoever has lost the answer says it again
                ledger.note(
                        sagaId,
                        desk.now(),
                        report.state() == StepState.DONE ? EventKind.STEP_DONE : EventKind.STEP_FAILED,
                        participantId,
                        report.reason());
            }
            return Outcome.done(saga, participant);
        });
    }

    private Outcome change(String sagaId, String participantId, BiFunction<Saga, Participant, Outcome> change) {
        return desk.inTransaction(effects -> {
            Optional<Saga> saga = ledger.lock(sagaId);
            if (saga.isEmpty()) {
                return Outcome.unknown(sagaId);
            }
            List<Participant> participants = ledger.participants(sagaId);
            Optional<Outcome> outcome = participants.stream()
                    .filter(p -> p.id().equals(participantId))
                    .findFirst()
                    .map(p -> change.apply(saga.get(), p));
            ledger.saveChanged(participants);
            return outcome.orElseGet(() -> Outcome.refused(
                    Refusal.NOT_ENLISTED, saga.get(), "Saga " + sagaId + " has no participant " + participantId));
        });
    }
}
