package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.ledger.Figures;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.SagaHistory;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Looking at sagas; reads what is committed and changes nothing. */
public final class SagaInquiry {

    private static final int LONGEST_TIMELINE = 2_000;
    private static final int EXPORT_PAGE = 200;

    private final Ledger ledger;
    private final SagaSearch search;
    private final SagaHistory history;
    private final Figures figures;

    SagaInquiry(Ledger ledger, SagaSearch search, SagaHistory history, Figures figures) {
        this.ledger = ledger;
        this.search = search;
        this.history = history;
        this.figures = figures;
    }

    /** The newest sagas that match. */
    public SagaPage search(SagaQuery query) {
        List<Saga> found = search.newest(query.filter(), query.after(), query.limit() + 1);
        List<Saga> page = found.subList(0, Math.min(found.size(), query.limit()));
        return new SagaPage(
                page.stream().map(SagaView::of).toList(),
                found.size() > page.size() ? Cursor.behind(page.get(page.size() - 1)) : null);
    }

    /** One saga with all that belongs to it; empty when there is none with this uid. */
    public Optional<SagaDetails> details(String uid) {
        return ledger.find(uid).map(this::details);
    }

    /** What to say of a saga that is not there. */
    public static String unknown(String uid) {
        return Outcome.unknown(uid).detail();
    }

    /** How many sagas are on their way, failed, or need a person. */
    public Overview overview() {
        Figures.Snapshot now = figures.take();
        Map<String, Long> states = new LinkedHashMap<>();
        for (SagaStatus status : SagaStatus.values()) {
            if (status != SagaStatus.CLOSED && status != SagaStatus.CANCELLED) {
                states.merge(status.plain(), now.sagas().getOrDefault(status, 0L), Long::sum);
            }
        }
        return new Overview(states, now.attention());
    }

    /** Every saga that ended before {@code limit}, the oldest first, read in pages: never all at once. */
    void forEachEndedBefore(Instant limit, Consumer<SagaDetails> reader) {
        SagaSearch.Position after = null;
        List<Saga> page;
        do {
            page = search.oldestEndedBefore(limit, after, EXPORT_PAGE);
            for (Saga saga : page) {
                reader.accept(details(saga));
                after = SagaSearch.Position.of(saga);
            }
        } while (page.size() == EXPORT_PAGE);
    }

    private SagaDetails details(Saga saga) {
        List<Participant> participants = ledger.participants(saga.id());
        List<SagaHistory.Line> lines = history.timeline(saga.id(), LONGEST_TIMELINE + 1);
        boolean cut = lines.size() > LONGEST_TIMELINE;
        return new SagaDetails(
                SagaView.of(saga),
                participants.stream().map(ParticipantView::of).toList(),
                lines.subList(cut ? 1 : 0, lines.size()).stream()
                        .map(line -> new SagaDetails.Event(
                                line.at(), line.kind().name(), line.participantId(), line.detail()))
                        .toList(),
                cut,
                history.acts(saga.id()).stream()
                        .map(act -> new SagaDetails.OperatorAction(
                                act.at(), act.operator(), act.action(), act.participantId(), act.reason()))
                        .toList(),
                OrderProof.of(saga, participants));
    }
}
