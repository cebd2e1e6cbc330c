package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.engine.Corrections;
import io.bactrian.coordinator.engine.Decisions;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.engine.Refusal;
import io.bactrian.coordinator.engine.SagaEnds;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Start, join, leave, renew, close and cancel (MicroProfile LRA coordinator protocol). */
@RestController
@RequestMapping(BaseUrl.PATH)
final class SagaController {

    private static final long LONGEST_WAIT_MILLIS = 4_000;

    private final Enrolment enrolment;
    private final Decisions decisions;
    private final Corrections corrections;
    private final SagaEnds ends;
    private final Ledger ledger;
    private final BaseUrl baseUrl;
    private final Executor answering;
    private final RequestReader reader;

    SagaController(
            Enrolment enrolment,
            Decisions decisions,
            Corrections corrections,
            SagaEnds ends,
            Ledger ledger,
            BaseUrl baseUrl,
            LraProperties properties,
            @Qualifier("answering") Executor answering) {
        this.reader = new RequestReader(new CommandTopics(properties.kafka()));
        this.enrolment = enrolment;
        this.decisions = decisions;
        this.corrections = corrections;
        this.ends = ends;
        this.ledger = ledger;
        this.baseUrl = baseUrl;
        this.answering = answering;
    }

    @PostMapping("/start")
    ResponseEntity<byte[]> start(HttpServletRequest request) {
        String base = baseUrl.of(request);
        String parent = reader.parent(request);
        String parentUid = null;
        if (parent != null) {
            parentUid = BaseUrl.uidOf(parent);
            if (parentUid == null || (parent.contains("/") && !parent.startsWith(base + "/"))) {
                return Reply.text(
                        404,
                        "The parent saga " + parent + " is not one of this coordinator, whose ids start with " + base);
            }
        }
        String order = request.getHeader("Bactrian-Order");
        Links links = LinkHeader.read(request.getHeader("Link"));
        Outcome outcome = enrolment.start(new Enrolment.Start(
                uid -> parent == null
                        ? base + "/" + uid
                        : base + "/" + uid + "?ParentLRA=" + URLEncoder.encode(parent, StandardCharsets.UTF_8),
                reader.clientId(request),
                reader.timeLimit(request),
                parentUid,
                reader.text(request, "Bactrian-Saga-Name"),
                reader.text(request, "Bactrian-Business-Key"),
                order == null || order.isBlank() ? OrderPolicy.BEST_EFFORT : policy(order),
                idempotencyKey(request),
                links == null ? null : reader.terms(request, links)));
        if (!outcome.accepted()) {
            return Refusals.ofEnrolment(outcome);
        }
        HttpHeaders headers = new HttpHeaders();
        Participant first = outcome.participant();
        if (first != null) {
            headers.set(
                    "Long-Running-Action-Recovery",
                    outcome.requireSaga().identity().recoveryUrl(first.id()));
        }
        return Reply.started(request, outcome.requireSaga(), headers);
    }

    private static OrderPolicy policy(String order) {
        try {
            return OrderPolicy.ofWire(order);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String idempotencyKey(HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key != null && key.length() > 128) {
            throw new BadRequest("Idempotency-Key must have at most 128 characters, had " + key.length());
        }
        return key == null || key.isBlank() ? null : key;
    }

    @PutMapping("/{uid}")
    ResponseEntity<byte[]> join(@PathVariable String uid, HttpServletRequest request) {
        takeReports(uid, request);
        Outcome outcome = enrolment.join(uid, reader.join(request));
        if (!outcome.accepted()) {
            return Refusals.ofEnrolment(outcome);
        }
        String recovery = outcome.requireSaga()
                .identity()
                .recoveryUrl(outcome.requireParticipant().id());
        HttpHeaders headers = new HttpHeaders();
        headers.set("Long-Running-Action-Recovery", recovery);
        headers.set(HttpHeaders.LOCATION, recovery);
        headers.set("Long-Running-Action", outcome.requireSaga().identity().lraId());
        return Reply.text(200, recovery, headers);
    }

    @PutMapping("/{uid}/remove")
    ResponseEntity<byte[]> leave(@PathVariable String uid, HttpServletRequest request) {
        String body = reader.body(request);
        Links links = LinkHeader.read(body);
        if (links == null) {
            throw new BadRequest("A leave needs the participant's links as its body, was " + body);
        }
        Outcome outcome = enrolment.leave(uid, links);
        return outcome.accepted() ? Reply.text(200, "") : Refusals.ofEnrolment(outcome);
    }

    @PutMapping("/{uid}/renew")
    ResponseEntity<byte[]> renew(@PathVariable String uid, HttpServletRequest request) {
        takeReports(uid, request);
        Outcome outcome = enrolment.renew(uid, reader.timeLimit(request));
        return outcome.accepted() ? Reply.text(200, uid) : Refusals.ofEnrolment(outcome);
    }

    @PutMapping("/{uid}/close")
    CompletableFuture<ResponseEntity<byte[]>> close(@PathVariable String uid, HttpServletRequest request) {
        takeReports(uid, request);
        Decisions.DataUpdate update = dataUpdate(request);
        return answerWhenEnded(uid, request, () -> decisions.close(uid, update));
    }

    @PutMapping("/{uid}/cancel")
    CompletableFuture<ResponseEntity<byte[]>> cancel(@PathVariable String uid, HttpServletRequest request) {
        takeReports(uid, request);
        Decisions.DataUpdate update = dataUpdate(request);
        return answerWhenEnded(uid, request, () -> decisions.cancel(uid, "cancel was requested", update));
    }

    /** The decision is committed; the answer waits a little for the end, and tells the true status then. */
    private CompletableFuture<ResponseEntity<byte[]>> answerWhenEnded(
            String uid, HttpServletRequest request, Supplier<Outcome> decision) {
        CompletableFuture<Void> end = ends.of(uid); // before the decision: the end may come while it returns
        Outcome outcome;
        try {
            outcome = decision.get();
        } catch (RuntimeException e) {
            ends.forget(uid, end);
            throw e;
        }
        Saga saga = outcome.saga();
        if (saga == null || outcome.refusal() == Refusal.ENDING) {
            ends.forget(uid, end);
            return CompletableFuture.completedFuture(
                    saga == null ? Refusals.ofEnrolment(outcome) : answer(request, outcome, saga));
        }
        return end.copy()
                .completeOnTimeout(null, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenApplyAsync(
                        nothing -> {
                            ends.forget(uid, end);
                            return answer(request, outcome, ledger.find(uid).orElse(saga));
                        },
                        answering);
    }

    private static ResponseEntity<byte[]> answer(HttpServletRequest request, Outcome outcome, Saga saga) {
        return outcome.accepted() ? Reply.status(request, 200, saga) : Refusals.ofDecision(request, outcome, saga);
    }

    private Decisions.@Nullable DataUpdate dataUpdate(HttpServletRequest request) {
        Links links = LinkHeader.read(request.getHeader("Narayana-LRA-Participant-Link"));
        String data = reader.data(request, false);
        return links == null || data == null ? null : new Decisions.DataUpdate(links.identity(), data);
    }

    /** Reports ride on other requests; one about an unknown participant must not fail the request that carries it. */
    private void takeReports(String uid, HttpServletRequest request) {
        reader.reports(request).forEach(report -> corrections.report(uid, report.participantId(), report.report()));
    }

    @PutMapping("/{uid}/participants/{participant}/report")
    ResponseEntity<byte[]> report(
            @PathVariable String uid, @PathVariable String participant, HttpServletRequest request) {
        Outcome outcome = corrections.report(uid, participant, reader.report(reader.body(request)));
        return outcome.accepted()
                ? Reply.text(
                        200,
                        "recorded "
                                + outcome.requireParticipant()
                                        .step()
                                        .state()
                                        .name()
                                        .toLowerCase(Locale.ROOT))
                : outcome.refusal() == Refusal.NOT_ENLISTED
                        ? Reply.text(404, outcome.detail())
                        : Refusals.ofEnrolment(outcome);
    }
}
