package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bactrian.coordinator.flows.Expectation;
import io.bactrian.coordinator.flows.FlowEvent;
import io.bactrian.coordinator.flows.FlowInquiry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the ledger knows about one flow.
 *
 * @param declared the flow is declared on this node; otherwise nobody follows it any more, and nothing is expected
 * @param events as they happened
 * @param expected what has not come yet, the most urgent first
 * @param timeline what is no event: that it stalled, that it went on; in the order in which it was written
 * @param operatorActions what people did to it, the oldest first
 */
public record FlowDetails(
        @JsonUnwrapped FlowView flow,
        boolean declared,
        List<Event> events,
        List<Expected> expected,
        List<Note> timeline,
        List<SagaDetails.OperatorAction> operatorActions) {

    /**
     * An event of the flow.
     *
     * @param id its {@code ce_id}
     * @param source who sent it
     * @param at when it happened, by its sender's clock
     * @param receivedAt when the coordinator read it first
     * @param causationId id of the event that caused it; null when its sender named none
     */
    public record Event(
            String id,
            String type,
            String source,
            Instant at,
            Instant receivedAt,
            @Nullable String causationId,
            String topic,
            int partition,
            long offset) {

        static Event of(FlowEvent event) {
            return new Event(
                    event.id(),
                    event.type(),
                    event.source(),
                    event.at(),
                    event.receivedAt(),
                    event.causationId(),
                    event.place().topic(),
                    event.place().partition(),
                    event.place().offset());
        }
    }

    /**
     * An event that should come.
     *
     * @param after id of the event that it should follow
     * @param afterType type of that event
     * @param sentBy source of that event
     * @param oneOf types of which one has to come
     * @param by until when
     * @param overdue it did not come by then
     */
    public record Expected(
            String after, String afterType, String sentBy, List<String> oneOf, Instant by, boolean overdue) {

        static Expected of(Expectation expectation, boolean overdue) {
            return new Expected(
                    expectation.after().id(),
                    expectation.after().type(),
                    expectation.after().source(),
                    expectation.oneOf(),
                    expectation.by(),
                    overdue);
        }
    }

    /**
     * A line of the timeline.
     *
     * @param kind STALLED, RESUMED, REOPENED or SETTLED
     */
    public record Note(Instant at, String kind, @Nullable String detail) {}

    static FlowDetails of(FlowInquiry.Story story) {
        return new FlowDetails(
                FlowView.of(story.flow()),
                story.declared(),
                story.events().stream().map(Event::of).toList(),
                story.open().stream()
                        .map(open -> Expected.of(open, story.overdue().contains(open)))
                        .toList(),
                story.notes().stream()
                        .map(note -> new Note(note.at(), note.kind().name(), note.detail()))
                        .toList(),
                story.acts().stream().map(SagaDetails.OperatorAction::of).toList());
    }
}
