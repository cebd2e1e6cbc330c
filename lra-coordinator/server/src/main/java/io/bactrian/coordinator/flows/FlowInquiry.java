package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.ledger.SagaHistory;
import io.bactrian.coordinator.ledger.SagaSearch.End;
import io.bactrian.coordinator.ledger.SagaSearch.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looking at flows; reads what is committed and changes nothing. */
public final class FlowInquiry {

    private final Declarations declarations;
    private final FlowLedger ledger;
    private final FlowSearch search;
    private final SagaHistory history;

    FlowInquiry(Declarations declarations, JdbcTemplate jdbc) {
        this.declarations = declarations;
        this.ledger = new FlowLedger(jdbc);
        this.search = new FlowSearch(jdbc);
        this.history = new SagaHistory(jdbc);
    }

    /**
     * Everything the ledger knows about one flow.
     *
     * @param events as they happened
     * @param open what is expected, the most urgent first; empty when the flow is not declared any more
     * @param overdue those of {@code open} that did not come by their time
     * @param notes in the order in which they were written
     * @param acts what people did to it, the oldest first
     * @param declared the flow is declared; otherwise nobody follows it any more
     */
    public record Story(
            Flow flow,
            List<FlowEvent> events,
            List<Expectation> open,
            List<Expectation> overdue,
            List<FlowNote> notes,
            List<SagaHistory.Act> acts,
            boolean declared) {}

    /** The newest that match and come after {@code after} in the list; null begins the list. */
    public List<Flow> newest(FlowSearch.Filter filter, @Nullable Position after, int limit) {
        return search.newest(filter, after, limit);
    }

    /** The first that ended, before {@code limit} and behind {@code after}. For exports. */
    public List<Flow> endedBefore(Instant limit, End after, int count) {
        return search.endedBefore(limit, after, count);
    }

    /** How many flows are on their way, by name and state. */
    public Map<String, Map<FlowState, Long>> open() {
        return search.open();
    }

    /** Names of the flows that are declared here. */
    public List<String> declared() {
        return declarations.all().stream().map(FlowDeclaration::name).toList();
    }

    /** One flow with all that belongs to it; empty when there is none with this id. */
    public Optional<Story> story(String id) {
        return ledger.find(id).map(this::story);
    }

    /** The same of a flow that was found. */
    public Story story(Flow flow) {
        List<FlowEvent> events = ledger.events(flow.id());
        FlowCourse course = declarations
                .find(flow.name())
                .map(declaration -> FlowCourse.of(declaration, events, flow.judgedAt(), flow.settlement()))
                .orElse(null);
        return new Story(
                flow,
                course == null ? events.stream().sorted(FlowEvent.ORDER).toList() : course.events(),
                course == null ? List.of() : course.open(),
                course == null ? List.of() : course.overdue(),
                ledger.notes(flow.id()),
                history.acts(flow.id()),
                course != null);
    }
}
