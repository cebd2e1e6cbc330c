package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reading sagas and flows. */
@RestController
@RequestMapping("/api/v1/sagas")
final class SagasController {

    private final SagaInquiry inquiry;
    private final ObjectMapper json;

    SagasController(SagaInquiry inquiry, ObjectMapper json) {
        this.inquiry = inquiry;
        this.json = json;
    }

    @GetMapping
    SagaPage search(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String keyPrefix,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String attention,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String kind,
            HttpServletRequest request) {
        SagaQuery.requireKnown(request.getParameterMap().keySet());
        return inquiry.search(
                SagaQuery.of(new SagaQuery.Parameters(state, key, keyPrefix, name, attention, limit, cursor, kind)));
    }

    @GetMapping("/{uid}")
    Object one(@PathVariable String uid) {
        return inquiry.details(uid)
                .<Object>map(saga -> saga)
                .or(() -> inquiry.flow(uid))
                .orElseThrow(() -> Problem.notFound(SagaInquiry.unknown(uid)));
    }

    @GetMapping("/{uid}/order-proof")
    OrderProof orderProof(@PathVariable String uid) {
        return inquiry.details(uid)
                .map(SagaDetails::orderProof)
                .orElseThrow(() -> inquiry.isFlow(uid)
                        ? Problem.notPossible(
                                "Only sagas have a proof of their order; " + SagaInquiry.flowIsNotDriven(uid))
                        : Problem.notFound(SagaInquiry.unknown(uid)));
    }

    /** One line of JSON for each ended saga, then one for each ended flow; written while it is read, so that any number of them fits. */
    @GetMapping("/export")
    void export(@RequestParam(required = false) @Nullable String endedBefore, HttpServletResponse response)
            throws IOException {
        Instant limit = instant(endedBefore);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        try {
            inquiry.forEachEndedBefore(limit, saga -> write(saga, out));
            inquiry.forEachFlowEndedBefore(limit, flow -> write(flow, out));
        } catch (DataAccessException e) {
            if (response.isCommitted()) {
                // no status can be sent any more: break the connection off, so that nobody takes this for all
                throw new IllegalStateException("the export of ended sagas broke off", e);
            }
            response.resetBuffer();
            throw e;
        }
        out.flush();
    }

    private void write(Object details, OutputStream out) {
        try {
            out.write(json.writeValueAsBytes(details));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the export of ended sagas could not be sent", e);
        }
    }

    private static Instant instant(@Nullable String endedBefore) {
        try {
            Instant limit = Instant.parse(endedBefore == null ? "" : endedBefore.strip());
            if (Moments.isKept(limit)) {
                return limit;
            }
        } catch (DateTimeParseException e) {
            // the same answer as for a year that no ledger keeps
        }
        throw Problem.badRequest("endedBefore must be an instant like 2026-11-01T00:00:00Z, was " + endedBefore);
    }
}
