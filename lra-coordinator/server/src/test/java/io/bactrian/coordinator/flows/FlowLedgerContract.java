package io.bactrian.coordinator.flows;

import static io.bactrian.coordinator.flows.Insurance.START;
import static io.bactrian.coordinator.flows.Insurance.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.flows.FlowSearch.Filter;
import io.bactrian.coordinator.ledger.Plans;
import io.bactrian.coordinator.ledger.SagaSearch.End;
import io.bactrian.coordinator.ledger.SagaSearch.Position;
import io.bactrian.coordinator.ledger.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What flows promise on every database. */
abstract class FlowLedgerContract {

    private static final Filter ALL = new Filter(List.of(), null, null, null);

    final TestClock clock = new TestClock(); // stands at the start of Insurance
    private JdbcTemplate jdbc;
    private FlowLedger ledger;
    private FlowSearch search;
    private FlowTracker node;
    private FlowTracker otherNode;

    /** With room for as many connections as the test has threads. */
    abstract DataSource emptyLedger();

    @BeforeEach
    void open() {
        DataSource dataSource = emptyLedger();
        jdbc = new JdbcTemplate(dataSource);
        ledger = new FlowLedger(jdbc);
        search = new FlowSearch(jdbc);
        node = tracker(dataSource, Insurance.FLOW);
        otherNode = tracker(dataSource, Insurance.FLOW);
    }

    private FlowTracker tracker(DataSource dataSource, FlowDeclaration declaration) {
        return new FlowTracker(
                new Declarations(List.of(declaration)),
                new JdbcTemplate(dataSource),
                new Transactions(dataSource),
                clock);
    }

    private Flow flow(String key) {
        return ledger.find(Flow.idOf("insurance", key)).orElseThrow();
    }

    private List<FlowNote.Kind> notes(String key) {
        return ledger.notes(flow(key).id()).stream().map(FlowNote::kind).toList();
    }

    @Test
    void givesBackWhatItWasGiven() {
        List<FlowEvent> events = Insurance.goesWell();
        assertThat(node.record("insurance", "Q-1", events)).isEqualTo(new FlowTracker.Recorded(4, 0, 0));

        Flow flow = flow("Q-1");
        assertThat(flow.name()).isEqualTo("insurance");
        assertThat(flow.correlationId()).isEqualTo("Q-1");
        assertThat(flow.state()).isEqualTo(FlowState.DONE);
        assertThat(flow.startedAt()).isEqualTo(START);
        assertThat(flow.endedAt()).isEqualTo(START.plusSeconds(3));
        assertThat(ledger.events(flow.id())).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void countsAnEventOnceHoweverOftenItComes() {
        List<FlowEvent> events = Insurance.goesWell();
        node.record("insurance", "Q-1", List.of(events.get(0), events.get(0), events.get(1)));
        long version = flow("Q-1").version();

        assertThat(otherNode.record("insurance", "Q-1", List.of(events.get(1))))
                .isEqualTo(new FlowTracker.Recorded(0, 1, 0));
        assertThat(ledger.events(flow("Q-1").id())).hasSize(2);
        assertThat(flow("Q-1").version()).as("a repeated event changes nothing").isEqualTo(version);
    }

    /** Two nodes, every event on both, in any order and cut into any groups, while others look for what is late. */
    @Test
    void comesToTheSameEndWhenNodesReadEventsOfOneFlowAtOnce() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int flows = 24;
        List<Callable<Object>> work = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(6);
        for (int thread = 0; thread < 4; thread++) {
            FlowTracker tracker = thread % 2 == 0 ? node : otherNode;
            Random own = new Random(random.nextLong());
            work.add(() -> {
                together.await();
                for (int i = 0; i < flows; i++) {
                    List<FlowEvent> events =
                            new ArrayList<>(i % 2 == 0 ? Insurance.goesWell() : Insurance.isTakenBack());
                    Collections.shuffle(events, own);
                    while (!events.isEmpty()) {
                        List<FlowEvent> some = events.subList(0, 1 + own.nextInt(events.size()));
                        tracker.record("insurance", "race-" + i, List.copyOf(some));
                        some.clear();
                    }
                }
                return "read";
            });
        }
        for (FlowTracker tracker : List.of(node, otherNode)) {
            work.add(() -> {
                together.await();
                for (int i = 0; i < 20; i++) {
                    tracker.judgeDue("insurance", START.plusSeconds(3_600));
                }
                return "judged";
            });
        }
        inParallel(work);

        for (int i = 0; i < flows; i++) {
            Flow flow = flow("race-" + i);
            assertThat(flow.state()).as("seed " + seed).isEqualTo(i % 2 == 0 ? FlowState.DONE : FlowState.COMPENSATED);
            assertThat(ledger.events(flow.id())).as("seed " + seed).hasSize(i % 2 == 0 ? 4 : 5);
            assertThat(flow.dueAt()).isNull();
        }
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM flow", Integer.class))
                .isEqualTo(flows);
    }

    private static void inParallel(List<Callable<Object>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Object> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void findsWhatIsLateOnceAndLetsItGoOn() {
        node.record("insurance", "Q-1", Insurance.goesWell().subList(0, 1));
        assertThat(node.judgeDue("insurance", START.plusSeconds(29))).isZero();
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.RUNNING);

        assertThat(node.judgeDue("insurance", START.plusSeconds(30))).isEqualTo(1);
        assertThat(otherNode.judgeDue("insurance", START.plusSeconds(30))).isZero();
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.STALLED);
        assertThat(search.open()).isEqualTo(Map.of("insurance", Map.of(FlowState.STALLED, 1L)));

        otherNode.record("insurance", "Q-1", List.of(event("PolicyCreated", "p1", "q1", 40)));
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.RUNNING);
        assertThat(notes("Q-1")).containsExactly(FlowNote.Kind.STALLED, FlowNote.Kind.RESUMED);
        assertThat(flow("Q-1").dueAt()).isEqualTo(START.plusSeconds(70));
    }

    @Test
    void keepsAFlowThatEverybodyUsesByMistakeBearable() {
        List<FlowEvent> many = new ArrayList<>();
        for (int i = 0; i < FlowTracker.MOST_EVENTS + 3; i++) {
            many.add(event("BrokerCalled", "b" + i, null, 0));
        }

        assertThat(node.record("insurance", "null", many))
                .isEqualTo(new FlowTracker.Recorded(FlowTracker.MOST_EVENTS, 0, 3));
        assertThat(node.record("insurance", "null", many.subList(FlowTracker.MOST_EVENTS, FlowTracker.MOST_EVENTS + 1)))
                .isEqualTo(new FlowTracker.Recorded(0, 0, 1));
    }

    @Test
    void endsAsAPersonSaysAndWritesItDown() {
        node.record("insurance", "Q-1", Insurance.goesWell().subList(0, 1));
        String id = flow("Q-1").id();
        node.judgeDue("insurance", START.plusSeconds(60));
        clock.advance(Duration.ofMinutes(2));

        assertThat(node.settle("ann", id, FlowState.DONE, "policy was made by hand"))
                .isEqualTo(FlowTracker.Settled.YES);
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.DONE);
        assertThat(flow("Q-1").endedAt()).isEqualTo(clock.instant());
        assertThat(notes("Q-1")).containsExactly(FlowNote.Kind.STALLED, FlowNote.Kind.SETTLED);
        assertThat(jdbc.queryForMap("SELECT operator, action, reason FROM operator_action WHERE saga_id = ?", id))
                .containsEntry("operator", "ann")
                .containsEntry("action", "resolve as done")
                .containsEntry("reason", "policy was made by hand");
        assertThat(node.settle("ann", id, FlowState.DONE, "again")).isEqualTo(FlowTracker.Settled.ENDED);
        assertThat(node.settle("ann", "nobody", FlowState.DONE, "who")).isEqualTo(FlowTracker.Settled.UNKNOWN);

        node.record("insurance", "Q-1", List.of(event("InvoiceFailed", "i1", null, 400)));
        assertThat(flow("Q-1").state()).as("what happens later counts").isEqualTo(FlowState.RUNNING);
        assertThat(flow("Q-1").expecting()).isEqualTo("PolicyCancelled");
    }

    @Test
    void canBeSettledWhenNobodyDeclaresItAnyMore() {
        node.record("insurance", "Q-1", Insurance.goesWell().subList(0, 1));
        node.judgeDue("insurance", START.plusSeconds(60));
        FlowTracker without =
                new FlowTracker(new Declarations(List.of()), jdbc, new Transactions(jdbc.getDataSource()), clock);

        assertThat(without.settle("ann", flow("Q-1").id(), FlowState.COMPENSATED, "the product was given up"))
                .isEqualTo(FlowTracker.Settled.YES);
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.COMPENSATED);
        assertThat(flow("Q-1").latestEvent()).isEqualTo("QuoteApproved");
    }

    @Test
    void judgesFlowsOnTheirWayByTheDeclarationOfToday() {
        node.record("insurance", "Q-1", Insurance.goesWell().subList(0, 1));
        node.record("insurance", "Q-2", Insurance.goesWell());
        FlowDeclaration slower = new FlowDeclaration(
                "insurance",
                Insurance.FLOW.topics(),
                Insurance.FLOW.events(),
                Insurance.FLOW.beginsWith(),
                Insurance.FLOW.rules().stream()
                        .map(rule -> new FlowDeclaration.Rule(rule.after(), rule.oneOf(), Duration.ofSeconds(45)))
                        .toList(),
                Insurance.FLOW.done(),
                Insurance.FLOW.compensated());
        FlowTracker restarted = tracker(jdbc.getDataSource(), slower);

        restarted.adoptDeclarations();
        clock.advance(Duration.ofSeconds(40));
        assertThat(restarted.judgeDue("insurance", clock.instant())).isEqualTo(1);
        assertThat(flow("Q-1").state()).isEqualTo(FlowState.RUNNING);
        assertThat(flow("Q-1").dueAt()).isEqualTo(START.plusSeconds(45));
        restarted.adoptDeclarations();
        assertThat(restarted.judgeDue("insurance", clock.instant()))
                .as("once is enough")
                .isZero();
    }

    @Test
    void forgetsEndedFlowsAfterTheRetentionTimeAndNoOthers() {
        node.record("insurance", "ended", Insurance.goesWell());
        node.record("insurance", "running", Insurance.goesWell().subList(0, 2));
        clock.advance(Duration.ofDays(30));
        assertThat(node.purge(Duration.ofDays(30))).isFalse();
        assertThat(search.newest(ALL, null, 10)).hasSize(2);

        clock.advance(Duration.ofSeconds(4));
        node.purge(Duration.ofDays(30));
        assertThat(search.newest(ALL, null, 10)).extracting(Flow::correlationId).containsExactly("running");
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM flow_event", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void forgetsFlowsThatNothingCanEndOnceTheyWereSilentForTheRetentionTime() {
        node.record("insurance", "stray", List.of(event("BrokerCalled", "b1", null, 0)));
        node.record("insurance", "busy", List.of(event("BrokerCalled", "b1", null, 0)));
        clock.advance(Duration.ofSeconds(1));
        Instant later = clock.instant();
        node.record("insurance", "busy", List.of(event("BrokerCalled", "b2", null, later, later)));
        node.record("insurance", "read late", List.of(event("BrokerCalled", "b1", null, START, later)));
        node.record("insurance", "stalled", Insurance.goesWell().subList(0, 1));
        node.judgeDue("insurance", START.plusSeconds(60));
        node.record("insurance", "awaiting", Insurance.goesWell().subList(0, 1));
        clock.advance(Duration.ofDays(30).minusSeconds(1));
        node.purge(Duration.ofDays(30));
        assertThat(search.newest(ALL, null, 10)).hasSize(5);

        clock.advance(Duration.ofMillis(1));
        node.purge(Duration.ofDays(30));
        assertThat(search.newest(ALL, null, 10))
                .extracting(Flow::correlationId)
                .containsExactlyInAnyOrder("busy", "read late", "awaiting", "stalled");
    }

    @Test
    void findsFlowsByStateKeyPrefixAndNameTheNewestFirst() {
        node.record("insurance", "A-1", Insurance.goesWell());
        node.record("insurance", "A-10", Insurance.isTakenBack());
        node.record("insurance", "A_1", List.of(event("QuoteApproved", "q1", null, 10)));
        node.record("insurance", "B-1", List.of(event("QuoteApproved", "q1", null, 5)));

        assertThat(keys(ALL))
                .containsExactlyInAnyOrder("A_1", "B-1", "A-1", "A-10")
                .startsWith("A_1", "B-1");
        assertThat(keys(new Filter(List.of(FlowState.RUNNING), null, null, null)))
                .containsExactly("A_1", "B-1");
        assertThat(keys(new Filter(List.of(FlowState.DONE, FlowState.COMPENSATED), null, null, "insurance")))
                .containsExactlyInAnyOrder("A-1", "A-10");
        assertThat(keys(new Filter(List.of(), "A-1", null, null))).containsExactly("A-1");
        assertThat(keys(new Filter(List.of(), null, "A_", null))).containsExactly("A_1");
        assertThat(keys(new Filter(List.of(), null, null, "claims"))).isEmpty();
        assertThat(search.endedBefore(START.plusSeconds(4), End.FIRST, 10))
                .extracting(Flow::correlationId)
                .containsExactly("A-1");
    }

    @Test
    void findsFewAmongManyByAnIndex() {
        String digits = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
        jdbc.update(
                "INSERT INTO flow (id, name, correlation_id, state, latest_event, declaration, version, started_at,"
                        + " ended_at) SELECT 'f-' || n, 'flow-' || MOD(n, 20), CAST(n AS VARCHAR(9)), 'DONE', 'Sent',"
                        + " 'd', 0, t + n * INTERVAL '1' SECOND, t + n * INTERVAL '1' SECOND FROM"
                        + " (SELECT a.x * 1000 + b.x * 100 + c.x * 10 + d.x AS n FROM " + digits + " AS a(x), " + digits
                        + " AS b(x), " + digits + " AS c(x), " + digits + " AS d(x)) AS numbers,"
                        + " (SELECT CAST(? AS TIMESTAMP WITH TIME ZONE) AS t) AS start",
                FlowLedger.time(START));
        jdbc.execute("ANALYZE");
        Plans plans = new Plans(jdbc.getDataSource());
        FlowSearch finding = new FlowSearch(plans);

        assertThat(finding.newest(new Filter(List.of(), null, "471", null), null, 51))
                .hasSize(11);
        plans.by("flow_by_key");
        assertThat(finding.newest(new Filter(List.of(FlowState.DONE), "4711", null, null), null, 51))
                .hasSize(1);
        plans.by("flow_by_key");
        assertThat(finding.newest(new Filter(List.of(), null, null, "flow-3"), null, 51))
                .hasSize(51);
        plans.sortedBy("flow_by_name");
        assertThat(finding.endedBefore(START.plusSeconds(10_000), End.FIRST, 200))
                .hasSize(200);
        plans.sortedBy("flow_by_end");
    }

    private List<String> keys(Filter filter) {
        List<String> keys = new ArrayList<>();
        Position after = null;
        List<Flow> page;
        do {
            page = search.newest(filter, after, 1);
            page.forEach(flow -> keys.add(flow.correlationId()));
            after = page.isEmpty() ? null : FlowSearch.positionOf(page.get(0));
        } while (!page.isEmpty());
        return keys;
    }
}
