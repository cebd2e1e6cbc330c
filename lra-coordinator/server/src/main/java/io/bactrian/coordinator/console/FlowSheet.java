package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.FlowDetails;
import io.bactrian.coordinator.operations.FlowView;
import io.bactrian.coordinator.operations.SagaDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The page of one flow.
 *
 * @param late what did not come by its time, in words; empty when nothing is late
 * @param tree its events below what caused them, and what is expected below what it is expected after
 * @param timeline events and what was noted, as it happened
 * @param live it changes yet: the page looks again by itself
 */
record FlowSheet(
        SagaRow row,
        boolean declared,
        List<SagaSheet.Fact> facts,
        List<String> late,
        List<EventTree.Node> tree,
        List<TimelineRow> timeline,
        List<SagaDetails.OperatorAction> operatorActions,
        boolean live) {

    static FlowSheet of(FlowDetails details, Instant now) {
        FlowView flow = details.flow();
        return new FlowSheet(
                SagaRow.of(flow, now),
                details.declared(),
                facts(details, now),
                details.expected().stream()
                        .filter(FlowDetails.Expected::overdue)
                        .map(expected -> late(expected, now))
                        .toList(),
                EventTree.of(details, now),
                timeline(details),
                details.operatorActions(),
                flow.endedAt() == null);
    }

    private static String late(FlowDetails.Expected expected, Instant now) {
        return awaited(expected) + " has not come. It was due " + Times.distance(expected.by(), now) + ", after "
                + expected.afterType() + " from " + expected.sentBy() + ".";
    }

    static String awaited(FlowDetails.Expected expected) {
        return String.join(" or ", expected.oneOf());
    }

    private static List<SagaSheet.Fact> facts(FlowDetails details, Instant now) {
        FlowView flow = details.flow();
        List<SagaSheet.Fact> facts = new ArrayList<>();
        facts.add(SagaSheet.Fact.time("started", flow.startedAt(), now));
        String expecting = flow.expecting();
        Instant deadline = flow.deadline();
        if (details.declared() && expecting != null && deadline != null) {
            facts.add(SagaSheet.Fact.of("expected next", expecting));
            facts.add(SagaSheet.Fact.time("due", deadline, now));
        }
        Instant ended = flow.endedAt();
        if (ended != null) {
            facts.add(new SagaSheet.Fact(
                    "ended",
                    "after " + Times.length(Duration.between(flow.startedAt(), ended)),
                    Times.clock(ended),
                    null));
        }
        facts.add(SagaSheet.Fact.of("last event", flow.currentStep()));
        facts.add(SagaSheet.Fact.of("events", String.valueOf(details.events().size())));
        return facts;
    }

    private record Moment(Instant at, TimelineRow row) {}

    private static List<TimelineRow> timeline(FlowDetails details) {
        Instant start = details.flow().startedAt();
        List<Moment> moments = new ArrayList<>();
        for (FlowDetails.Event event : details.events()) {
            moments.add(new Moment(
                    event.at(), row(start, event.at(), "event", event.type(), "from " + event.source(), "good")));
        }
        for (FlowDetails.Note note : details.timeline()) {
            moments.add(new Moment(
                    note.at(), row(start, note.at(), words(note.kind()), null, note.detail(), tone(note.kind()))));
        }
        moments.sort(Comparator.comparing(Moment::at));
        return moments.stream().map(Moment::row).toList();
    }

    private static TimelineRow row(
            Instant start, Instant at, String what, @Nullable String step, @Nullable String detail, String tone) {
        return new TimelineRow(Times.offset(start, at), Times.clock(at), what, step, detail, tone);
    }

    private static String words(String kind) {
        return switch (kind) {
            case "RESUMED" -> "went on";
            case "REOPENED" -> "opened again";
            default -> kind.toLowerCase(Locale.ROOT);
        };
    }

    private static String tone(String kind) {
        return switch (kind) {
            case "STALLED" -> "bad";
            case "SETTLED" -> "decision";
            default -> "back";
        };
    }
}
