package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.ledger.Transactions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;

class FlowLedgerTest extends FlowLedgerContract {

    @Override
    DataSource emptyLedger() {
        DataSource dataSource = DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build();
        Migrations.migrate(dataSource);
        return dataSource;
    }

    /** Any order, any repetition, any grouping: what is in the ledger at last is the same. */
    @ParameterizedTest
    @ValueSource(strings = {"done", "compensated", "twice", "open", "without causes"})
    void doesNotDependOnTheOrderOfArrival(String kind) {
        DataSource dataSource = emptyLedger();
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        FlowTracker tracker =
                new FlowTracker(new Declarations(List.of(Insurance.FLOW)), jdbc, new Transactions(dataSource), clock);
        FlowInquiry inquiry = new FlowInquiry(new Declarations(List.of(Insurance.FLOW)), jdbc);
        List<FlowEvent> events = events(kind);
        tracker.record("insurance", "in order", events);
        FlowInquiry.Story expected =
                inquiry.story(Flow.idOf("insurance", "in order")).orElseThrow();
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int i = 0; i < 60; i++) {
            List<FlowEvent> arriving = new ArrayList<>(events);
            for (FlowEvent event : events) {
                for (int again = random.nextInt(3); again > 0; again--) {
                    arriving.add(event);
                }
            }
            Collections.shuffle(arriving, random);
            String key = kind + " " + i;
            while (!arriving.isEmpty()) {
                List<FlowEvent> some = arriving.subList(0, 1 + random.nextInt(Math.min(3, arriving.size())));
                tracker.record("insurance", key, List.copyOf(some));
                some.clear();
            }
            FlowInquiry.Story story = inquiry.story(Flow.idOf("insurance", key)).orElseThrow();
            assertThat(withoutNames(story.flow())).as("seed " + seed).isEqualTo(withoutNames(expected.flow()));
            assertThat(story.events()).as("seed " + seed).isEqualTo(expected.events());
            assertThat(story.open()).as("seed " + seed).isEqualTo(expected.open());
        }
    }

    private static List<FlowEvent> events(String kind) {
        List<FlowEvent> events = new ArrayList<>(
                kind.equals("done") || kind.equals("without causes") ? Insurance.goesWell() : Insurance.isTakenBack());
        switch (kind) {
            case "twice" -> {
                events.add(Insurance.event("QuoteApproved", "q3", null, 100));
                events.add(Insurance.event("PolicyCreated", "p3", "q3", 101));
                events.add(Insurance.event("InvoiceCreated", "i3", "p3", 102));
                events.add(Insurance.event("BrokerCalled", "b3", "p3", 102));
                events.add(Insurance.event("NotificationSent", "n3", "i3", 103));
            }
            case "open" -> {
                events.remove(4);
                events.add(Insurance.event("QuoteApproved", "q3", null, 100));
            }
            case "without causes" ->
                events.replaceAll(
                        event -> Insurance.event(event.type(), event.id(), null, event.at(), event.receivedAt()));
            default -> {
                // as it is
            }
        }
        return events;
    }

    /** All but what differs between flows and counts their changes. */
    private static Flow withoutNames(Flow flow) {
        return new Flow(
                "",
                flow.name(),
                "",
                flow.state(),
                flow.latestEvent(),
                flow.expecting(),
                flow.expectedBy(),
                flow.dueAt(),
                flow.judgedAt(),
                flow.declaration(),
                flow.settlement(),
                0,
                flow.startedAt(),
                flow.endedAt());
    }

    @Test
    void givesTheSameFlowTheSameIdEverywhere() {
        assertThat(Flow.idOf("insurance", "Q-1"))
                .isEqualTo(Flow.idOf("insurance", "Q-1"))
                .isNotEqualTo(Flow.idOf("insurance", "Q-2"))
                .hasSize(32);
        assertThat(Flow.idOf("a", "bc")).isNotEqualTo(Flow.idOf("ab", "c"));
    }
}
