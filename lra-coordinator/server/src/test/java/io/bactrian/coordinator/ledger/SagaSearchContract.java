package io.bactrian.coordinator.ledger;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.coordinator.ledger.EndpointSearch.Example;
import io.bactrian.coordinator.ledger.EndpointSearch.Kind;
import io.bactrian.coordinator.ledger.EndpointSearch.Needed;
import io.bactrian.coordinator.ledger.SagaSearch.End;
import io.bactrian.coordinator.ledger.SagaSearch.Filter;
import io.bactrian.coordinator.ledger.SagaSearch.Position;
import io.bactrian.coordinator.saga.CallbackEndpoints;
import io.bactrian.coordinator.saga.Enlistment;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import io.bactrian.coordinator.saga.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What finding and counting sagas promise on every database. */
abstract class SagaSearchContract {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00.123456Z");
    private static final Filter ALL = new Filter(List.of(), null, null, null, false);

    private Ledger ledger;
    private SagaSearch search;
    private EndpointSearch endpoints;
    private JdbcTemplate jdbc;

    abstract DataSource emptyLedger();

    @BeforeEach
    void open() {
        DataSource dataSource = emptyLedger();
        jdbc = new JdbcTemplate(dataSource);
        ledger = new Ledger(jdbc);
        search = new SagaSearch(jdbc);
        endpoints = new EndpointSearch(jdbc);
    }

    private void insert(String id, String name, String key, SagaStatus status, Instant startedAt, boolean attention) {
        Instant endedAt = status.isEnded() ? startedAt.plusSeconds(10) : null;
        ledger.insert(new Saga(
                new Saga.Identity(id, "http://c/lra-coordinator/" + id, "", null, OrderPolicy.STRICT, null, startedAt),
                new Saga.State(
                        name,
                        key,
                        status,
                        startedAt.plusSeconds(60),
                        true,
                        null,
                        null,
                        0,
                        attention,
                        null,
                        endedAt,
                        0)));
    }

    private static List<String> ids(List<Saga> sagas) {
        return sagas.stream().map(Saga::id).toList();
    }

    @Test
    void goesOnBehindAPlaceAlsoAmongSagasOfTheSameInstant() {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            insert(id, "n", null, SagaStatus.ACTIVE, START, false);
        }
        insert("older", "n", null, SagaStatus.ACTIVE, START.minusNanos(1_000), false);
        insert("newer", "n", null, SagaStatus.ACTIVE, START.plusNanos(1_000), false);

        List<String> seen = new ArrayList<>();
        Position after = null;
        List<Saga> page;
        do {
            page = search.newest(ALL, after, 2);
            seen.addAll(ids(page));
            after = page.isEmpty() ? null : Position.of(page.get(page.size() - 1));
        } while (page.size() == 2);

        assertThat(seen).containsExactly("newer", "e", "d", "c", "b", "a", "older");
    }

    @Test
    void takesKeysAndNamesLiterally() {
        insert("percent", "n", "10%off", SagaStatus.ACTIVE, START, false);
        insert("plain", "n", "10xoff", SagaStatus.ACTIVE, START, false);
        insert("mark", "n", "1!_x", SagaStatus.ACTIVE, START, false);
        insert("other", "it's", "47", SagaStatus.CLOSED, START, false);
        insert("dash", "n", "a-b", SagaStatus.ACTIVE, START, false);
        insert("letter", "n", "ab", SagaStatus.ACTIVE, START, false);

        assertThat(ids(search.newest(new Filter(List.of(), null, "10%", null, false), null, 9)))
                .containsExactly("percent");
        assertThat(ids(search.newest(new Filter(List.of(), null, "1!_", null, false), null, 9)))
                .containsExactly("mark");
        assertThat(ids(search.newest(new Filter(List.of(), null, "a-", null, false), null, 9)))
                .containsExactly("dash");
        assertThat(ids(search.newest(new Filter(List.of(), "10xoff", null, null, false), null, 9)))
                .containsExactly("plain");
        assertThat(ids(search.newest(new Filter(List.of(SagaStatus.CLOSED), null, null, "it's", false), null, 9)))
                .containsExactly("other");
        assertThat(ids(search.byStatus(List.of(SagaStatus.CLOSED, SagaStatus.CANCELLED), 9)))
                .containsExactly("other");
    }

    @Test
    void findsAndCountsWhatNeedsAPerson() {
        insert("running", "n", null, SagaStatus.ACTIVE, START, false);
        insert("oldest", "n", null, SagaStatus.CANCELLING, START.minusSeconds(5), true);
        insert("failed", "n", null, SagaStatus.FAILED_TO_CLOSE, START.minusSeconds(9), true);
        insert("acknowledged", "n", null, SagaStatus.FAILED_TO_CANCEL, START, false);
        insert("listener", "n", null, SagaStatus.CLOSED, START.plusSeconds(1), true);
        jdbc.update("INSERT INTO participant (saga_id, seq, id, identity_hash, json_body, status, step_state, attempts,"
                + " failures, polls, parked, acknowledged, joined_at, call_kind)"
                + " VALUES ('listener', 1, 'p', 'h', FALSE, 'COMPLETED', 'RUNNING', 3, 3, 0, TRUE, FALSE,"
                + " CURRENT_TIMESTAMP, 'AFTER')");

        assertThat(ids(search.newest(new Filter(List.of(), null, null, null, true), null, 9)))
                .containsExactly("listener", "oldest", "failed");
        Figures.Snapshot figures = new Figures(jdbc).take();
        assertThat(figures.attention()).isEqualTo(3);
        assertThat(figures.parked()).isEqualTo(1);
        assertThat(figures.oldestOpen()).isEqualTo(START.minusSeconds(5));
        assertThat(figures.sagas())
                .containsOnly(
                        entry(SagaStatus.ACTIVE, 1L),
                        entry(SagaStatus.CANCELLING, 1L),
                        entry(SagaStatus.FAILED_TO_CLOSE, 1L),
                        entry(SagaStatus.FAILED_TO_CANCEL, 1L));
    }

    @Test
    void readsWhatEndedBeforeAnInstantInTheOrderOfTheEnds() {
        insert("a", "n", null, SagaStatus.CLOSED, START, false);
        insert("b", "n", null, SagaStatus.CANCELLED, START, false);
        insert("first", "n", null, SagaStatus.CLOSED, START.minusSeconds(5), false);
        insert("late", "n", null, SagaStatus.CLOSED, START.plusSeconds(1), false);
        insert("open", "n", null, SagaStatus.ACTIVE, START, false);
        Instant limit = START.plusSeconds(11);

        List<Saga> page = search.endedBefore(limit, End.FIRST, 2);
        assertThat(ids(page)).containsExactly("first", "a");
        assertThat(ids(search.endedBefore(limit, End.of(page.get(1)), 2))).containsExactly("b");
    }

    @Test
    void findsTheOldestEndsAmongManyByAnIndex() {
        manySagas();
        Plans plans = new Plans(jdbc.getDataSource());

        assertThat(new Ledger(plans).endedBefore(START.plusSeconds(10_000), 200))
                .hasSize(200);
        plans.sortedBy("saga_by_end");
        assertThat(new SagaSearch(plans).endedBefore(START.plusSeconds(10_000), End.FIRST, 200))
                .hasSize(200);
        plans.sortedBy("saga_by_end");
        assertThat(new SagaSearch(plans).endedBefore(START.plusSeconds(10_000), new End(START.plusSeconds(9), ""), 200))
                .hasSize(200);
        plans.sortedBy("saga_by_end");
    }

    @Test
    void findsFewAmongManyByAnIndex() {
        manySagas();
        Plans plans = new Plans(jdbc.getDataSource());
        SagaSearch finding = new SagaSearch(plans);

        assertThat(ids(finding.newest(new Filter(List.of(), null, "4711", null, false), null, 51)))
                .containsExactly("s-4712", "s-4711");
        plans.by("saga_by_key");
        assertThat(finding.newest(new Filter(List.of(SagaStatus.CLOSED), "4711-b", null, null, false), null, 51))
                .hasSize(1);
        plans.by("saga_by_key");
        assertThat(finding.newest(new Filter(List.of(), null, null, "name-3", false), null, 51))
                .hasSize(51);
        plans.sortedBy("saga_by_name");
        assertThat(finding.newest(new Filter(List.of(SagaStatus.CLOSED), null, null, "name-3", false), null, 51))
                .hasSize(51);
        plans.sortedBy("saga_by_name");
        assertThat(finding.newest(ALL, null, 51)).hasSize(51);
        plans.sortedBy("saga_by_start");
    }

    /** 10,000 that have ended, with a participant each. */
    private void manySagas() {
        String digits = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
        String numbers = "(SELECT a.x * 1000 + b.x * 100 + c.x * 10 + d.x AS n FROM " + digits + " AS a(x), " + digits
                + " AS b(x), " + digits + " AS c(x), " + digits + " AS d(x)) AS numbers";
        jdbc.update(
                "INSERT INTO saga (id, lra_id, name, business_key, client_id, status, order_policy, deadline,"
                        + " deadline_is_default, last_seq, attention, version, started_at, ended_at)"
                        + " SELECT 's-' || n, 'http://c/' || n, 'name-' || MOD(n, 20),"
                        + " CASE WHEN n = 4712 THEN '4711-b' ELSE CAST(n AS VARCHAR(9)) END, '', 'CLOSED', 'STRICT', t,"
                        + " TRUE, 1, FALSE, 1, t + n * INTERVAL '1' SECOND, t + n * INTERVAL '1' SECOND FROM " + numbers
                        + ", (SELECT CAST(? AS TIMESTAMP WITH TIME ZONE) AS t) AS start",
                Ledger.time(START));
        jdbc.update("INSERT INTO participant (saga_id, seq, id, identity_hash, json_body, status, step_state, attempts,"
                + " failures, polls, parked, acknowledged, joined_at) SELECT id, 1, 'p', 'h', FALSE, 'COMPLETED',"
                + " 'RUNNING', 1, 0, 0, FALSE, FALSE, started_at FROM saga");
        jdbc.execute("ANALYZE");
    }

    @Test
    void keepsTheEndOfALongTimeline() {
        for (int i = 1; i <= 5; i++) {
            ledger.note("s", START.plusSeconds(i), EventKind.ATTEMPT_FAILED, "p", "attempt " + i);
        }
        new OperatorLog(jdbc).write(START, "ann", "resolve", "s", "p", "by hand");
        SagaHistory history = new SagaHistory(jdbc);

        assertThat(history.timeline("s", 3))
                .extracting(SagaHistory.Line::detail)
                .containsExactly("attempt 3", "attempt 4", "attempt 5");
        assertThat(history.timeline("s", 9)).hasSize(5).first().satisfies(line -> {
            assertThat(line.at()).isEqualTo(START.plusSeconds(1));
            assertThat(line.kind()).isEqualTo(EventKind.ATTEMPT_FAILED);
            assertThat(line.participantId()).isEqualTo("p");
        });
        assertThat(history.acts("s")).containsExactly(new SagaHistory.Act(START, "ann", "resolve", "p", "by hand"));
    }

    @Test
    void keepsTheTraceInWhichAStepBegan() {
        insert("4711", "order-fulfilment", "order 4711", SagaStatus.ACTIVE, START, false);
        Trace trace = new Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "shop=" + "x".repeat(500));
        ledger.insert(Participant.joining(
                new Enlistment("4711", 1, "p1", null, START),
                new Terms(
                        new Links("http://p/compensate", null, null, null, null, null),
                        "charge",
                        null,
                        null,
                        false,
                        null,
                        trace)));

        List<Participant> read = ledger.participants("4711");
        read.get(0).replaceTerms(read.get(0).terms().withData("other"));
        ledger.saveChanged(read);

        assertThat(ledger.participants("4711")).singleElement().satisfies(participant -> assertThat(
                        participant.terms().trace())
                .isEqualTo(trace));
    }

    @Test
    void theViewSpeaksTheWordsOfPeopleAndItsResultsAreJson() throws Exception {
        insert("4711", "order-fulfilment", "order 4711", SagaStatus.CANCELLING, START, false);
        Participant participant = Participant.joining(
                new Enlistment("4711", 1, "p1", null, START),
                new Terms(
                        new Links("http://p/compensate", null, null, null, null, null),
                        "charge \"card\" \\ cash",
                        null,
                        null,
                        false,
                        null));
        participant.report(new StepReport(StepState.DONE, "{\"paymentId\":\"7\"}", null));
        ledger.insert(participant);

        Map<String, Object> row = jdbc.queryForMap("SELECT * FROM sagas");

        assertThat(row)
                .containsEntry("saga_id", "4711")
                .containsEntry("saga_type", "order-fulfilment")
                .containsEntry("correlation_id", "order 4711")
                .containsEntry("status", "COMPENSATING")
                .containsKeys("current_step", "started_at", "version");
        JsonNode results = new ObjectMapper().readTree((String) row.get("step_results"));
        assertThat(results.get(0).get("step").asText()).isEqualTo("charge \"card\" \\ cash");
        assertThat(results.get(0).get("results").get("paymentId").asText()).isEqualTo("7");
    }

    @Test
    void namesWhatLiveSagasNeedOfAnApplicationTheMostNeededFirst() {
        insert("open", "n", "4711", SagaStatus.ACTIVE, START, false);
        needs("open", 1, "shop", "direct://undo", "direct://done", ParticipantStatus.ACTIVE);
        needs("open", 2, "shop", "direct://undo", null, ParticipantStatus.ACTIVE);
        needs("open", 3, "payment", "direct://refund", null, ParticipantStatus.ACTIVE);
        insert("undoing", "n", null, SagaStatus.CANCELLING, START.minusSeconds(9), true);
        needs("undoing", 1, "shop", "direct://undo", "direct://done", ParticipantStatus.COMPENSATING);
        needs("undoing", 2, "shop", "direct://undone", null, ParticipantStatus.COMPENSATED);
        insert("closing", "n", null, SagaStatus.CLOSING, START, false);
        needs("closing", 1, "shop", "direct://not-any-more", "direct://done", ParticipantStatus.COMPLETING);
        insert("over", "n", null, SagaStatus.CLOSED, START, false);
        needs("over", 1, "shop", "direct://history", "direct://history", ParticipantStatus.COMPLETED);

        assertThat(endpoints.neededBy("shop", 9, 9))
                .containsExactly(
                        new Needed(
                                Kind.COMPENSATION,
                                "direct://undo",
                                2,
                                List.of(
                                        new Example("http://c/lra-coordinator/undoing", null),
                                        new Example("http://c/lra-coordinator/open", "4711"))),
                        new Needed(
                                Kind.COMPLETION,
                                "direct://done",
                                2,
                                List.of(
                                        new Example("http://c/lra-coordinator/closing", null),
                                        new Example("http://c/lra-coordinator/open", "4711"))));
        assertThat(endpoints.neededBy("payment", 9, 0))
                .containsExactly(new Needed(Kind.COMPENSATION, "direct://refund", 1, List.of()));
        assertThat(endpoints.neededBy("shop", 1, 1))
                .extracting(Needed::uri)
                .containsExactly("direct://undo", "direct://done");
        assertThat(endpoints.neededBy("nobody", 9, 9)).isEmpty();
    }

    @Test
    void aClosedNestedSagaNeedsItsCompensationsUntilItsParentIsDecided() {
        insert("parent", "n", null, SagaStatus.ACTIVE, START, false);
        insert("decided", "n", null, SagaStatus.CLOSED, START, false);
        for (String parent : List.of("parent", "decided")) {
            String child = "child-of-" + parent;
            insert(child, "n", null, SagaStatus.CLOSED, START, false);
            jdbc.update("UPDATE saga SET parent_id = ? WHERE id = ?", parent, child);
            needs(child, 1, "shop", "direct://undo-" + child, "direct://done", ParticipantStatus.COMPLETED);
        }

        assertThat(endpoints.neededBy("shop", 9, 9))
                .extracting(Needed::uri)
                .containsExactly("direct://undo-child-of-parent");
    }

    private void needs(
            String saga,
            int seq,
            String application,
            String compensation,
            String completion,
            ParticipantStatus status) {
        ledger.insert(Participant.joining(
                new Enlistment(saga, seq, saga + "-p" + seq, null, START),
                new Terms(
                        new Links("http://p/" + saga + "/" + seq, null, null, null, null, null),
                        "step",
                        null,
                        null,
                        false,
                        new CallbackEndpoints(application, compensation, completion))));
        jdbc.update("UPDATE participant SET status = ? WHERE saga_id = ? AND seq = ?", status.name(), saga, seq);
    }
}
