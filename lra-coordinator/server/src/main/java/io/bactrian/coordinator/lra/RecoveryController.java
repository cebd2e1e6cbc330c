package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.engine.Corrections;
import io.bactrian.coordinator.engine.Interventions;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.RecoveryPass;
import io.bactrian.coordinator.engine.Refusal;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The recovery part of the protocol: forced passes, moved participants, failed sagas. */
@RestController
@RequestMapping(BaseUrl.PATH + "/recovery")
final class RecoveryController {

    private static final int MOST = 1_000;

    private final RecoveryPass pass;
    private final Ledger ledger;
    private final SagaSearch search;
    private final Corrections corrections;
    private final Interventions interventions;
    private final RequestReader reader;

    RecoveryController(
            RecoveryPass pass,
            Ledger ledger,
            SagaSearch search,
            Corrections corrections,
            Interventions interventions,
            LraProperties properties) {
        this.reader = new RequestReader(new CommandTopics(properties.kafka()));
        this.pass = pass;
        this.ledger = ledger;
        this.search = search;
        this.corrections = corrections;
        this.interventions = interventions;
    }

    @GetMapping
    ResponseEntity<byte[]> recover() {
        pass.run();
        List<Saga> unsettled = ledger.unsettled(MOST).stream()
                .map(ledger::find)
                .flatMap(Optional::stream)
                .toList();
        return Reply.many(unsettled, new HttpHeaders());
    }

    @GetMapping("/failed")
    ResponseEntity<byte[]> failed() {
        return Reply.many(
                search.byStatus(List.of(SagaStatus.FAILED_TO_CANCEL, SagaStatus.FAILED_TO_CLOSE), MOST),
                new HttpHeaders());
    }

    @GetMapping("/{uid}/{participant}")
    ResponseEntity<byte[]> links(@PathVariable String uid, @PathVariable String participant) {
        Outcome outcome = corrections.find(uid, participant);
        if (!outcome.accepted()) {
            return Reply.text(404, outcome.detail());
        }
        HttpHeaders headers = new HttpHeaders();
        // whoever is called can ask whether it is meant, just now
        headers.set(
                "Bactrian-Participant-Status",
                outcome.requireParticipant().status().wire());
        CallDigests.add(headers, outcome.requireParticipant());
        return Reply.text(200, text(outcome.requireParticipant().terms().links()), headers);
    }

    @PutMapping("/{uid}/{participant}")
    ResponseEntity<byte[]> replaceLinks(
            @PathVariable String uid, @PathVariable String participant, HttpServletRequest request) {
        String body = reader.body(request);
        Links links = LinkHeader.read(body);
        if (links == null) {
            throw new BadRequest("New links are needed as the body, with a compensate or an after link, was " + body);
        }
        Outcome outcome = corrections.replaceLinks(uid, participant, reader.callable(links));
        return outcome.accepted()
                ? Reply.text(200, request.getRequestURL().toString())
                : Reply.text(outcome.refusal() == Refusal.NOT_POSSIBLE ? 409 : 404, outcome.detail());
    }

    @DeleteMapping("/{uid}")
    ResponseEntity<byte[]> forget(@PathVariable String uid) {
        Outcome outcome = interventions.delete("lra-client", uid);
        if (outcome.accepted()) {
            return Reply.text(204, "");
        }
        return Reply.text(outcome.refusal() == Refusal.UNKNOWN_SAGA ? 404 : 412, outcome.detail());
    }

    private static String text(Links links) {
        StringJoiner text = new StringJoiner(",");
        add(text, links.compensate(), "compensate");
        add(text, links.complete(), "complete");
        add(text, links.status(), "status");
        add(text, links.forget(), "forget");
        add(text, links.after(), "after");
        add(text, links.leave(), "leave");
        return text.toString();
    }

    private static void add(StringJoiner text, @Nullable String link, String rel) {
        if (link != null) {
            text.add("<" + link + ">; rel=\"" + rel + "\"; title=\"" + rel + " URI\"; type=\"text/plain\"");
        }
    }
}
