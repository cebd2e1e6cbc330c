package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.BadQuery;
import io.bactrian.coordinator.operations.SagaInquiry;
import io.bactrian.coordinator.operations.SagaPage;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The pages. They only read; what changes something is done through the operator API. */
@Controller
@ConditionalOnProperty(name = "bactrian.console.enabled", havingValue = "true", matchIfMissing = true)
final class ConsoleController {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleController.class);
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final SagaInquiry inquiry;
    private final Clock clock;

    ConsoleController(SagaInquiry inquiry, Clock clock) {
        this.inquiry = inquiry;
        this.clock = clock;
    }

    @ModelAttribute
    void headers(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", NOTHING_FROM_ELSEWHERE);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
    }

    @GetMapping("/")
    String first() {
        return "redirect:/console";
    }

    @GetMapping("/console")
    String list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String attention,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String kind,
            Model model,
            HttpServletResponse response) {
        ListRequest request = new ListRequest(state, key, name, attention, cursor, kind);
        Instant now = clock.instant();
        SagaPage page;
        try {
            page = inquiry.search(request.query());
        } catch (BadQuery e) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            page = new SagaPage(List.of(), null);
            model.addAttribute("fault", e.getMessage());
        }
        model.addAttribute("asked", request);
        if (inquiry.hasFlows()) {
            model.addAttribute("kinds", StateFilter.kinds(request));
        }
        model.addAttribute("filters", StateFilter.all(inquiry.overview(), request));
        model.addAttribute(
                "sagas",
                page.items().stream().map(saga -> SagaRow.of(saga, now)).toList());
        model.addAttribute(
                "older", page.next() == null ? null : request.at(page.next()).href());
        model.addAttribute(
                "newest", request.isFirstPage() ? null : request.at(null).href());
        return "console/sagas";
    }

    @GetMapping("/console/sagas/{uid}")
    String saga(@PathVariable String uid, Model model, HttpServletResponse response) {
        return inquiry.details(uid)
                .map(details -> {
                    model.addAttribute("sheet", SagaSheet.of(details, clock.instant()));
                    model.addAttribute("api", apiOf(uid));
                    return "console/saga";
                })
                .or(() -> inquiry.flow(uid).map(details -> {
                    model.addAttribute("sheet", FlowSheet.of(details, clock.instant()));
                    model.addAttribute("api", apiOf(uid));
                    return "console/flow";
                }))
                .orElseGet(() -> {
                    response.setStatus(HttpStatus.NOT_FOUND.value());
                    model.addAttribute("fault", SagaInquiry.unknown(uid));
                    return "console/fault";
                });
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    String ledgerOutOfReach(RuntimeException fault, Model model, HttpServletResponse response) {
        LOG.error("the ledger cannot be read", fault);
        headers(response);
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
        model.addAttribute("fault", "The coordinator's ledger cannot be read now; try again in a moment.");
        return "console/fault";
    }

    private static String apiOf(String uid) {
        return ServletUriComponentsBuilder.fromCurrentContextPath()
                .pathSegment("api", "v1", "sagas", uid)
                .toUriString();
    }
}
