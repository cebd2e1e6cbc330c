package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.OrderProof;
import io.bactrian.coordinator.operations.ParticipantView;
import io.bactrian.coordinator.operations.SagaDetails;
import io.bactrian.coordinator.operations.SagaView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of one saga.
 *
 * @param advice what a person can do; empty when nobody is needed
 * @param orderProof null when there is nothing to say of the order
 * @param live it changes yet: the page looks again by itself
 */
record SagaSheet(
        SagaRow row,
        List<Fact> facts,
        @Nullable String reason,
        List<String> advice,
        @Nullable String orderProof,
        String orderTone,
        List<ParticipantRow> participants,
        List<TimelineRow> timeline,
        boolean timelineCut,
        List<SagaDetails.OperatorAction> operatorActions,
        boolean live) {

    /**
     * A line of what is known.
     *
     * @param title more exact, for whoever points at it
     * @param href where it leads; null for nowhere
     */
    record Fact(
            String name,
            String value,
            @Nullable String title,
            @Nullable String href) {

        static Fact of(String name, String value) {
            return new Fact(name, value, null, null);
        }

        static Fact time(String name, Instant at, Instant now) {
            return new Fact(name, Times.distance(at, now), Times.clock(at), null);
        }
    }

    static SagaSheet of(SagaDetails details, Instant now) {
        SagaView saga = details.saga();
        OrderProof proof = details.orderProof();
        boolean nothing = proof.verdict() == OrderProof.Verdict.NOTHING;
        return new SagaSheet(
                SagaRow.of(saga, now),
                facts(saga, now),
                saga.reason(),
                advice(details),
                nothing ? null : proof.text(),
                proof.verdict() == OrderProof.Verdict.NO || saga.state().equals("FAILED") ? "bad" : "good",
                details.participants().stream()
                        .map(participant -> ParticipantRow.of(details, participant, now))
                        .toList(),
                TimelineRow.of(details),
                details.timelineCut(),
                details.operatorActions(),
                saga.endedAt() == null || saga.attention());
    }

    private static List<Fact> facts(SagaView saga, Instant now) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.time("started", saga.startedAt(), now));
        Instant decided = saga.decidedAt();
        if (decided == null) {
            facts.add(Fact.time("deadline", saga.deadline(), now));
        } else {
            facts.add(new Fact(
                    "decided",
                    "after " + Times.length(Duration.between(saga.startedAt(), decided)),
                    Times.clock(decided),
                    null));
        }
        Instant ended = saga.endedAt();
        if (ended != null) {
            facts.add(new Fact(
                    "ended",
                    "after " + Times.length(Duration.between(saga.startedAt(), ended)),
                    Times.clock(ended),
                    null));
        }
        facts.add(Fact.of("LRA status", saga.status()));
        facts.add(Fact.of("order", saga.order()));
        if (!saga.clientId().isEmpty()) {
            facts.add(Fact.of("started by", saga.clientId()));
        }
        String parent = saga.parentId();
        if (parent != null) {
            facts.add(new Fact("nested in", parent, null, "/console/sagas/" + parent));
        }
        facts.add(Fact.of("LRA id", saga.lraId()));
        return facts;
    }

    private static List<String> advice(SagaDetails details) {
        if (!details.saga().attention()) {
            return List.of();
        }
        return details.participants().stream()
                .filter(p -> p.parked() || (p.status().startsWith("FailedTo") && !p.acknowledged()))
                .map(SagaSheet::advice)
                .toList();
    }

    private static String advice(ParticipantView participant) {
        return ParticipantRow.name(participant)
                + (participant.parked()
                        ? " is parked after " + participant.failures() + " attempts: "
                        : " says that it cannot: ")
                + (participant.lastError() == null ? "no error was recorded" : participant.lastError());
    }
}
