package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.engine.Interventions;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.Refusal;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Participant;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people do to sagas; each act is written down with their name. */
@RestController
@RequestMapping("/api/v1/sagas/{uid}")
final class InterventionsController {

    private final Interventions interventions;
    private final Ledger ledger;
    private final OperatorRequests requests;
    private final SagaInquiry inquiry;

    InterventionsController(
            Interventions interventions, Ledger ledger, OperatorRequests requests, SagaInquiry inquiry) {
        this.interventions = interventions;
        this.ledger = ledger;
        this.requests = requests;
        this.inquiry = inquiry;
    }

    @PostMapping("/retry")
    SagaView retry(@PathVariable String uid, HttpServletRequest request) {
        String operator = requests.operator(request);
        return answer(uid, interventions.retry(operator, uid));
    }

    @PostMapping("/participants/{participant}/retry")
    SagaView retry(@PathVariable String uid, @PathVariable String participant, HttpServletRequest request) {
        String operator = requests.operator(request);
        return answer(uid, interventions.retry(operator, uid, participant));
    }

    @PostMapping("/participants/{participant}/resolve")
    SagaView resolve(@PathVariable String uid, @PathVariable String participant, HttpServletRequest request) {
        String operator = requests.operator(request);
        OperatorRequests.Resolution resolution = requests.resolution(request, "completed");
        refuseTheOtherOutcome(uid, participant, resolution.compensated());
        return answer(uid, interventions.resolve(operator, uid, participant, resolution.reason()));
    }

    @PostMapping("/cancel")
    SagaView cancel(@PathVariable String uid, HttpServletRequest request) {
        String operator = requests.operator(request);
        return answer(uid, interventions.cancel(operator, uid, requests.reason(request)));
    }

    /** A saga goes one way only; whoever says "completed" of a participant that is being undone is mistaken. */
    private void refuseTheOtherOutcome(String uid, String participantId, boolean compensated) {
        ledger.participants(uid).stream()
                .filter(p -> p.id().equals(participantId))
                .filter(p -> p.status().isOwing() || p.status().isFailed())
                .filter(p -> isCompensating(p) != compensated)
                .findFirst()
                .ifPresent(p -> {
                    throw Problem.notPossible("Participant " + participantId + " of saga " + uid + " is "
                            + p.status().wire() + ": its outcome can only be "
                            + (compensated ? "completed" : "compensated"));
                });
    }

    private static boolean isCompensating(Participant participant) {
        return switch (participant.status()) {
            case COMPENSATING, FAILED_TO_COMPENSATE -> true;
            default -> false;
        };
    }

    private SagaView answer(String uid, Outcome outcome) {
        Refusal refusal = outcome.refusal();
        if (refusal == null) {
            return SagaView.of(outcome.requireSaga());
        }
        if (refusal == Refusal.UNKNOWN_SAGA && inquiry.isFlow(uid)) {
            throw Problem.notPossible(
                    SagaInquiry.flowIsNotDriven(uid) + ". Once it is settled by other means, POST .../resolve says so");
        }
        throw switch (refusal) {
            case UNKNOWN_SAGA, NOT_ENLISTED -> Problem.notFound(outcome.detail());
            default -> Problem.notPossible(outcome.detail());
        };
    }
}
