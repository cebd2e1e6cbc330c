package io.bactrian.coordinator.flows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a flow has come to. Computed from the set of its events, so it cannot depend on the order in which they arrived,
 * nor on how often.
 *
 * @param events as they happened; never empty
 * @param open what is expected, the most urgent first
 * @param judgedAt up to when it is certain that nothing unread would answer an expectation; null: not yet looked at
 * @param endedAt null while it has not ended
 */
record FlowCourse(
        List<FlowEvent> events,
        List<Expectation> open,
        FlowState state,
        @Nullable Instant judgedAt,
        @Nullable Instant endedAt) {

    private static final int LONGEST_EXPECTING = 1_000;

    /**
     * Judges the events of one flow.
     *
     * <p>An event answers the expectation of the event that it names as its cause. If it names none, or one that the
     * flow does not know as an event of that type, it answers every event of that type: it is not known better.
     *
     * @param settlement what a person made of it; null when nobody did
     */
    static FlowCourse of(
            FlowDeclaration declaration,
            Collection<FlowEvent> events,
            @Nullable Instant judgedAt,
            @Nullable Settlement settlement) {
        List<FlowEvent> ordered = events.stream().sorted(FlowEvent.ORDER).toList();
        List<Expectation> open = declaration.rules().stream()
                .flatMap(rule -> unanswered(rule, ordered).stream())
                .filter(expectation ->
                        settlement == null || expectation.after().receivedAt().isAfter(settlement.at()))
                .sorted(Comparator.comparing(Expectation::by)
                        .thenComparing(Expectation::after, FlowEvent.ORDER)
                        .thenComparing(Expectation::awaited))
                .toList();
        if (!open.isEmpty()) {
            boolean late = open.stream().anyMatch(expectation -> isOverdue(expectation, judgedAt));
            return new FlowCourse(ordered, open, late ? FlowState.STALLED : FlowState.RUNNING, judgedAt, null);
        }
        FlowEvent last = null;
        for (FlowEvent event : ordered) {
            last = declaration.endOf(event.type()) == null ? last : event;
        }
        if (settlement != null && (last == null || !last.receivedAt().isAfter(settlement.at()))) {
            return new FlowCourse(ordered, open, settlement.as(), judgedAt, settlement.at());
        }
        FlowState end = last == null ? null : declaration.endOf(last.type());
        return end == null || last == null
                ? new FlowCourse(ordered, open, FlowState.RUNNING, judgedAt, null)
                : new FlowCourse(ordered, open, end, judgedAt, last.at());
    }

    private static List<Expectation> unanswered(FlowDeclaration.Rule rule, List<FlowEvent> events) {
        List<FlowEvent> asking = events.stream()
                .filter(event -> event.type().equals(rule.after()))
                .toList();
        Set<String> askingIds = asking.stream().map(FlowEvent::id).collect(Collectors.toSet());
        Set<String> answered = new HashSet<>();
        for (FlowEvent event : events) {
            if (!rule.oneOf().contains(event.type())) {
                continue;
            }
            String cause = event.causationId();
            if (cause != null && askingIds.contains(cause) && !cause.equals(event.id())) {
                answered.add(cause);
            } else if (!event.type().equals(rule.after())) {
                return List.of();
            }
        }
        return asking.stream()
                .filter(event -> !answered.contains(event.id()))
                .map(event -> new Expectation(
                        event, rule.oneOf(), rule.within(), event.countsFrom().plus(rule.within())))
                .toList();
    }

    private static boolean isOverdue(Expectation expectation, @Nullable Instant judgedAt) {
        return judgedAt != null && !expectation.by().isAfter(judgedAt);
    }

    /** What did not come by its time. */
    List<Expectation> overdue() {
        return open.stream()
                .filter(expectation -> isOverdue(expectation, judgedAt))
                .toList();
    }

    /** When somebody has to look whether it is late; null when nothing more can become late. */
    @Nullable
    Instant dueAt() {
        return open.stream()
                .filter(expectation -> !isOverdue(expectation, judgedAt))
                .map(Expectation::by)
                .findFirst()
                .orElse(null);
    }

    Instant startedAt() {
        return events.get(0).at();
    }

    String latestEvent() {
        return events.get(events.size() - 1).type();
    }

    /** What is expected next, in words; null for nothing. */
    @Nullable
    String expecting() {
        if (open.isEmpty()) {
            return null;
        }
        String words = open.stream().map(Expectation::awaited).distinct().collect(Collectors.joining(", "));
        return words.length() <= LONGEST_EXPECTING ? words : words.substring(0, LONGEST_EXPECTING - 1) + "…";
    }

    /** By when the most urgent of it is expected; null for nothing. */
    @Nullable
    Instant expectedBy() {
        return open.isEmpty() ? null : open.get(0).by();
    }

    /** What happened between two looks at the same flow, for its timeline. */
    List<FlowNote> newsSince(@Nullable FlowCourse before, Instant now) {
        List<FlowNote> news = new ArrayList<>();
        List<Expectation> lateBefore = before == null ? List.of() : before.overdue();
        for (Expectation expectation : lateBefore) {
            cameAfterAll(expectation)
                    .ifPresent(event -> news.add(new FlowNote(
                            now,
                            FlowNote.Kind.RESUMED,
                            event.type() + " came after all, " + Lengths.words(lateness(expectation, now)) + " late")));
        }
        if (before != null && before.state().isEnded() && !state.isEnded()) {
            news.add(new FlowNote(now, FlowNote.Kind.REOPENED, expecting() + " expected after the end"));
        }
        overdue().stream()
                .filter(expectation -> lateBefore.stream().noneMatch(other -> isSame(other, expectation)))
                .forEach(expectation -> news.add(new FlowNote(now, FlowNote.Kind.STALLED, expectation.complaint())));
        return news;
    }

    /** In whole seconds, for people. */
    private static Duration lateness(Expectation expectation, Instant now) {
        return Duration.ofSeconds(
                Math.max(1, Duration.between(expectation.by(), now).toSeconds()));
    }

    private Optional<FlowEvent> cameAfterAll(Expectation expectation) {
        if (open.stream().anyMatch(other -> isSame(other, expectation))) {
            return Optional.empty();
        }
        return events.stream()
                .filter(event -> expectation.oneOf().contains(event.type()))
                .max(Comparator.comparing(
                                (FlowEvent event) -> expectation.after().id().equals(event.causationId()))
                        .thenComparing(FlowEvent.ORDER));
    }

    private static boolean isSame(Expectation one, Expectation other) {
        return one.after().key().equals(other.after().key()) && one.oneOf().equals(other.oneOf());
    }
}
