package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.flows.FlowState;
import io.bactrian.coordinator.flows.FlowTracker;
import io.bactrian.coordinator.ledger.Ledger;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people do to flows: they can be settled as a whole only, since there is nobody the coordinator could ask. */
@RestController
@RequestMapping("/api/v1/sagas/{uid}/resolve")
final class SettlementsController {

    private final FlowTracker flows;
    private final SagaInquiry inquiry;
    private final Ledger ledger;
    private final OperatorRequests requests;

    SettlementsController(FlowTracker flows, SagaInquiry inquiry, Ledger ledger, OperatorRequests requests) {
        this.flows = flows;
        this.inquiry = inquiry;
        this.ledger = ledger;
        this.requests = requests;
    }

    @PostMapping
    FlowView resolve(@PathVariable String uid, HttpServletRequest request) {
        String operator = requests.operator(request);
        if (ledger.find(uid).isPresent()) {
            throw Problem.notPossible(uid + " is a saga: its participants are resolved one by one, at"
                    + " /api/v1/sagas/" + uid + "/participants/PARTICIPANT/resolve");
        }
        OperatorRequests.Resolution resolution = requests.resolution(request, "done");
        FlowTracker.Settled settled = flows.settle(
                operator, uid, resolution.compensated() ? FlowState.COMPENSATED : FlowState.DONE, resolution.reason());
        FlowView flow = inquiry.flow(uid)
                .orElseThrow(() -> Problem.notFound(SagaInquiry.unknown(uid)))
                .flow();
        return switch (settled) {
            case YES -> flow;
            case UNKNOWN -> throw Problem.notFound(SagaInquiry.unknown(uid));
            case ENDED ->
                throw Problem.notPossible("Flow " + uid + " is " + flow.state() + ": there is nothing left to resolve");
        };
    }
}
