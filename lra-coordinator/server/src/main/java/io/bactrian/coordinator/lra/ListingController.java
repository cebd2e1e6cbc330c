package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reading sagas in the words of the LRA protocol. */
@RestController
@RequestMapping(BaseUrl.PATH)
final class ListingController {

    private static final int MOST = 1_000;

    private final Ledger ledger;
    private final SagaSearch search;

    ListingController(Ledger ledger, SagaSearch search) {
        this.ledger = ledger;
        this.search = search;
    }

    @GetMapping({"", "/"})
    ResponseEntity<byte[]> all(HttpServletRequest request) {
        String word = request.getParameter("Status");
        List<SagaStatus> statuses;
        try {
            statuses = word == null || word.isBlank() ? List.of() : List.of(SagaStatus.ofWire(word.strip()));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
        List<Saga> sagas = search.byStatus(statuses, MOST + 1);
        HttpHeaders headers = new HttpHeaders();
        if (sagas.size() > MOST) {
            headers.set("Bactrian-Capped", "the newest " + MOST + " of more; see /api/v1/sagas for all, in pages");
            return Reply.many(sagas.subList(0, MOST), headers);
        }
        return Reply.many(sagas, headers);
    }

    @GetMapping("/{uid}")
    ResponseEntity<byte[]> one(@PathVariable String uid) {
        Optional<Saga> saga = ledger.find(uid);
        return saga.map(Reply::one).orElseGet(() -> unknown(uid));
    }

    @GetMapping("/{uid}/status")
    ResponseEntity<byte[]> status(@PathVariable String uid, HttpServletRequest request) {
        Optional<Saga> saga = ledger.find(uid);
        return saga.map(s -> Reply.status(request, 200, s)).orElseGet(() -> unknown(uid));
    }

    private static ResponseEntity<byte[]> unknown(String uid) {
        return Reply.text(404, Outcome.unknown(uid).detail());
    }
}
