package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.Refusal;
import io.bactrian.coordinator.saga.Saga;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** The table "state x request": which refusal is which answer (docs/protocol.md). */
final class Refusals {

    private static final String VERSION = "Narayana-LRA-API-version";

    private Refusals() {}

    /** For join, leave, renew and start. */
    static ResponseEntity<byte[]> ofEnrolment(Outcome outcome) {
        Refusal refusal = outcome.refusal();
        if (refusal == null) {
            throw new IllegalArgumentException("not a refusal: " + outcome);
        }
        int code =
                switch (refusal) {
                    case UNKNOWN_SAGA, NO_SUCH_PARENT -> 404;
                    case ENDING, DEADLINE_PASSED -> 412;
                    case ENDED, ENDED_OTHERWISE -> 410;
                    case NOT_ENLISTED -> 400;
                    case NOT_POSSIBLE -> 409;
                };
        return Reply.text(code, outcome.detail());
    }

    /** For close and cancel; {@code saga} as it is now. */
    static ResponseEntity<byte[]> ofDecision(HttpServletRequest request, Outcome outcome, Saga saga) {
        if (outcome.refusal() == Refusal.ENDED_OTHERWISE && request.getHeader(VERSION) != null) {
            // narayana's filter reads 404 as "already ended" and would let a 412 replace the application's answer
            return Reply.text(404, outcome.detail());
        }
        return Reply.status(request, 412, saga);
    }
}
