package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.flows.Flow;
import io.bactrian.coordinator.flows.FlowInquiry;
import io.bactrian.coordinator.flows.FlowSearch;
import io.bactrian.coordinator.flows.FlowState;
import io.bactrian.coordinator.ledger.Figures;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.SagaHistory;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Looking at sagas and flows; reads what is committed and changes nothing. */
public final class SagaInquiry {

    private static final int LONGEST_TIMELINE = 2_000;
    private static final int EXPORT_PAGE = 200;

    private final Ledger ledger;
    private final SagaSearch search;
    private final SagaHistory history;
    private final Figures figures;
    private final FlowInquiry flows;

    SagaInquiry(Ledger ledger, SagaSearch search, SagaHistory history, Figures figures, FlowInquiry flows) {
        this.ledger = ledger;
        this.search = search;
        this.history = history;
        this.figures = figures;
        this.flows = flows;
    }

    /** The newest sagas and flows that match, in one list. */
    public SagaPage search(SagaQuery query) {
        int enough = query.limit() + 1;
        List<Listed> found = new ArrayList<>();
        SagaSearch.Filter sagas = query.sagas();
        if (sagas != null) {
            search.newest(sagas, query.after(), enough).forEach(saga -> found.add(SagaView.of(saga)));
        }
        FlowSearch.Filter wanted = query.flows();
        if (wanted != null) {
            flows.newest(wanted, query.after(), enough).forEach(flow -> found.add(FlowView.of(flow)));
        }
        found.sort(Comparator.comparing(Listed::startedAt)
                .thenComparing(Listed::id)
                .reversed());
        List<Listed> page = List.copyOf(found.subList(0, Math.min(found.size(), query.limit())));
        return new SagaPage(page, found.size() > page.size() ? Cursor.behind(page.get(page.size() - 1)) : null);
    }

    /** One saga with all that belongs to it; empty when there is none with this uid. */
    public Optional<SagaDetails> details(String uid) {
        return ledger.find(uid).map(saga -> details(saga, LONGEST_TIMELINE));
    }

    /** One flow with all that belongs to it; empty when there is none with this id. */
    public Optional<FlowDetails> flow(String id) {
        return flows.story(id).map(FlowDetails::of);
    }

    boolean isFlow(String id) {
        return flows.story(id).isPresent();
    }

    /** What to say to somebody who takes a flow for a saga. */
    static String flowIsNotDriven(String id) {
        return id + " is a flow: its services drive it by events, the coordinator only watches";
    }

    /** Flows are declared here, or on their way. */
    public boolean hasFlows() {
        return !flows.declared().isEmpty() || !flows.open().isEmpty();
    }

    /** What to say of a saga that is not there. */
    public static String unknown(String uid) {
        return Outcome.unknown(uid).detail();
    }

    /** How many sagas and flows are on their way, failed, stalled, or need a person. */
    public Overview overview() {
        Figures.Snapshot now = figures.take();
        Map<String, Long> states = new LinkedHashMap<>();
        for (SagaStatus status : SagaStatus.values()) {
            if (status != SagaStatus.CLOSED && status != SagaStatus.CANCELLED) {
                states.merge(status.plain(), now.sagas().getOrDefault(status, 0L), Long::sum);
            }
        }
        Map<String, Map<FlowState, Long>> open = flows.open();
        if (!flows.declared().isEmpty() || !open.isEmpty()) {
            states.put(FlowState.STALLED.name(), 0L);
        }
        open.values().forEach(flow -> flow.forEach((state, many) -> states.merge(state.name(), many, Long::sum)));
        return new Overview(states, now.attention() + states.getOrDefault(FlowState.STALLED.name(), 0L));
    }

    /** Every saga that ended before {@code limit}, in the order of their ends, read in pages: never all at once. */
    void forEachEndedBefore(Instant limit, Consumer<SagaDetails> reader) {
        SagaSearch.End after = SagaSearch.End.FIRST;
        List<Saga> page;
        do {
            page = search.endedBefore(limit, after, EXPORT_PAGE);
            for (Saga saga : page) {
                reader.accept(details(saga, Integer.MAX_VALUE)); // an archive has all of it
                after = SagaSearch.End.of(saga);
            }
        } while (page.size() == EXPORT_PAGE);
    }

    /** Every flow that ended before {@code limit}, in the order of their ends, read in pages: never all at once. */
    void forEachFlowEndedBefore(Instant limit, Consumer<FlowDetails> reader) {
        SagaSearch.End after = SagaSearch.End.FIRST;
        List<Flow> page;
        do {
            page = flows.endedBefore(limit, after, EXPORT_PAGE);
            for (Flow flow : page) {
                reader.accept(FlowDetails.of(flows.story(flow)));
                after = FlowSearch.endOf(flow);
            }
        } while (page.size() == EXPORT_PAGE);
    }

    private SagaDetails details(Saga saga, int longestTimeline) {
        List<Participant> participants = ledger.participants(saga.id());
        List<SagaHistory.Line> lines = history.timeline(saga.id(), longestTimeline + 1L);
        boolean cut = lines.size() > longestTimeline;
        return new SagaDetails(
                SagaView.of(saga),
                participants.stream().map(ParticipantView::of).toList(),
                lines.subList(cut ? 1 : 0, lines.size()).stream()
                        .map(line -> new SagaDetails.Event(
                                line.at(), line.kind().name(), line.participantId(), line.detail()))
                        .toList(),
                cut,
                history.acts(saga.id()).stream()
                        .map(SagaDetails.OperatorAction::of)
                        .toList(),
                OrderProof.of(saga, participants));
    }
}
