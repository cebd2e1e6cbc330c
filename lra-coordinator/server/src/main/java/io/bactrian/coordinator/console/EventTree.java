package io.bactrian.coordinator.console;

import io.bactrian.coordinator.operations.FlowDetails;
import io.bactrian.coordinator.operations.FlowDetails.Event;
import io.bactrian.coordinator.operations.FlowDetails.Expected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of a flow in the order of causes: each below the event that caused it, line by line. */
final class EventTree {

    private static final int DEEPEST = 9;
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final FlowDetails details;
    private final Instant now;
    private final Map<String, List<Event>> effects = new HashMap<>();
    private final Map<String, List<Expected>> expected = new HashMap<>();
    private final List<Node> lines = new ArrayList<>();
    private final Set<Event> placed = new HashSet<>();

    /**
     * A line of the tree.
     *
     * @param depth how many causes are above it, at most {@value #DEEPEST}
     * @param tone its colour: event, expected or late
     * @param title type of the event, or those of which one is expected
     * @param when offset to the flow's start, or until when it is expected
     * @param at the exact time
     * @param source who sent it; null of what is expected
     * @param remark what is not as usual about it; null when nothing is
     * @param id of the event; null of what is expected
     * @param cause id that it names as its cause; null when it names none
     * @param place where it was read; null of what is expected
     */
    record Node(
            int depth,
            String tone,
            String title,
            String when,
            String at,
            @Nullable String source,
            @Nullable String remark,
            @Nullable String id,
            @Nullable String cause,
            @Nullable String place) {}

    private EventTree(FlowDetails details, Instant now) {
        this.details = details;
        this.now = now;
    }

    static List<Node> of(FlowDetails details, Instant now) {
        EventTree tree = new EventTree(details, now);
        tree.grow();
        return tree.lines;
    }

    private void grow() {
        Map<String, Event> byId = new HashMap<>();
        details.events().forEach(event -> byId.putIfAbsent(event.id(), event));
        details.expected()
                .forEach(one -> expected.computeIfAbsent(one.sentBy() + " " + one.after(), key -> new ArrayList<>())
                        .add(one));
        List<Event> roots = new ArrayList<>();
        for (Event event : details.events()) {
            Event cause = event.causationId() == null ? null : byId.get(event.causationId());
            if (cause == null || cause == event) {
                roots.add(event);
            } else {
                effects.computeIfAbsent(cause.id(), id -> new ArrayList<>()).add(event);
            }
        }
        roots.forEach(root -> place(root, 0, byId));
        // events that name each other as their cause hang on nothing
        details.events().forEach(event -> place(event, 0, byId));
    }

    private record Pending(Event event, int depth) {}

    /** Without recursion: a chain of causes may be as long as a flow. */
    private void place(Event root, int rootDepth, Map<String, Event> byId) {
        List<Pending> pending = new ArrayList<>(List.of(new Pending(root, rootDepth)));
        while (!pending.isEmpty()) {
            Pending next = pending.remove(pending.size() - 1);
            Event event = next.event();
            if (!placed.add(event)) {
                continue;
            }
            lines.add(node(event, next.depth()));
            expected.getOrDefault(event.source() + " " + event.id(), List.of())
                    .forEach(one -> lines.add(node(one, next.depth() + 1)));
            if (byId.get(event.id()) == event) {
                List<Event> caused = effects.getOrDefault(event.id(), List.of());
                for (int i = caused.size() - 1; i >= 0; i--) {
                    pending.add(new Pending(caused.get(i), next.depth() + 1));
                }
            }
        }
    }

    private Node node(Event event, int depth) {
        return new Node(
                Math.min(depth, DEEPEST),
                "event",
                event.type(),
                Times.offset(details.flow().startedAt(), event.at()),
                Times.clock(event.at()),
                event.source(),
                remark(event),
                event.id(),
                event.causationId(),
                event.topic() + "-" + event.partition() + "@" + event.offset());
    }

    private @Nullable String remark(Event event) {
        Instant ended = details.flow().endedAt();
        if (ended != null && event.at().isAfter(ended)) {
            return "after the end";
        }
        if (event.at().isAfter(event.receivedAt().plus(SLOW))) {
            return "its sender's clock is fast";
        }
        return event.receivedAt().isAfter(event.at().plus(SLOW))
                ? "read " + Times.length(Duration.between(event.at(), event.receivedAt())) + " later"
                : null;
    }

    private Node node(Expected one, int depth) {
        return new Node(
                Math.min(depth, DEEPEST),
                one.overdue() ? "late" : "expected",
                FlowSheet.awaited(one),
                one.by().isAfter(now) ? Times.distance(one.by(), now) : "was due " + Times.age(one.by(), now) + " ago",
                Times.clock(one.by()),
                null,
                null,
                null,
                null,
                null);
    }
}
