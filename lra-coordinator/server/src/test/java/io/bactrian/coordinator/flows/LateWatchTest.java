package io.bactrian.coordinator.flows;

import static io.bactrian.coordinator.flows.Insurance.START;
import static io.bactrian.coordinator.flows.Insurance.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.ledger.Transactions;
import io.bactrian.coordinator.reading.ReadingProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

class LateWatchTest {

    private final TestClock clock = new TestClock(); // stands at the start of Insurance
    private final Reading reading = new Reading();
    private FlowTracker tracker;
    private FlowInquiry inquiry;
    private LateWatch watch;

    /** How far the topics go and how far they were read, as the test says. */
    private static final class Reading implements ReadingProgress {

        private long end;
        private long read;
        private boolean away;
        private int asked;

        @Override
        public Mark mark(List<String> topics, Instant now) {
            asked++;
            if (away) {
                throw new IllegalStateException("the broker does not say how far its topics go");
            }
            return new Mark(now, Map.of(new TopicPartition("quotes", 0), end));
        }

        @Override
        public boolean isRead(Mark mark) {
            if (away) {
                throw new IllegalStateException("the broker does not say how far its topics are read");
            }
            return mark.ends().values().stream().allMatch(limit -> read >= limit);
        }
    }

    @BeforeEach
    void begin() {
        DataSource dataSource = DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build();
        Migrations.migrate(dataSource);
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        Declarations declarations = new Declarations(List.of(Insurance.FLOW));
        tracker = new FlowTracker(declarations, jdbc, new Transactions(dataSource), clock);
        inquiry = new FlowInquiry(declarations, jdbc);
        watch = new LateWatch(declarations, tracker, reading, clock);
        tracker.record("insurance", "Q-1", List.of(event("QuoteApproved", "q1", null, 0)));
    }

    private FlowState state() {
        return inquiry.story(Flow.idOf("insurance", "Q-1")).orElseThrow().flow().state();
    }

    private void lookAfter(Duration time) {
        clock.advance(time);
        watch.look();
    }

    @Test
    void findsALateFlowAtTheFirstLookAfterItsTime() {
        lookAfter(Duration.ofMillis(29_999));
        assertThat(state()).isEqualTo(FlowState.RUNNING);
        assertThat(reading.asked)
                .as("a broker is not asked while nothing can be late")
                .isZero();

        lookAfter(Duration.ofMillis(1));
        assertThat(state()).isEqualTo(FlowState.STALLED);
        lookAfter(Duration.ofHours(1));
        assertThat(reading.asked).as("nor when everything late is known").isEqualTo(1);
    }

    @Test
    void callsNothingLateWhileEventsThatWerePublishedAreNotRead() {
        reading.end = 100;
        reading.read = 40;
        lookAfter(Duration.ofMinutes(10));
        assertThat(state()).isEqualTo(FlowState.RUNNING);

        tracker.record("insurance", "Q-1", List.of(event("PolicyCreated", "p1", "q1", START, clock.instant())));
        reading.read = 100;
        lookAfter(Duration.ofSeconds(1));
        assertThat(state()).as("what was expected had come all the time").isEqualTo(FlowState.RUNNING);
        assertThat(inquiry.story(Flow.idOf("insurance", "Q-1")).orElseThrow().notes())
                .isEmpty();
    }

    @Test
    void judgesAlsoWhereTheNewestRecordIsAlwaysUnread() {
        reading.end = 100;
        reading.read = 90;
        lookAfter(Duration.ofSeconds(31));
        assertThat(state()).isEqualTo(FlowState.RUNNING);

        reading.end = 1_000;
        reading.read = 101;
        lookAfter(Duration.ofSeconds(1));
        assertThat(state()).isEqualTo(FlowState.STALLED);
    }

    @Test
    void asksAnewHowFarTopicsGoAfterTheBrokerDidNotSay() {
        reading.end = 100;
        lookAfter(Duration.ofSeconds(31));
        reading.away = true;
        lookAfter(Duration.ofSeconds(1));

        reading.away = false;
        reading.end = 0; // as a topic that was made anew
        lookAfter(Duration.ofSeconds(1));
        assertThat(state()).isEqualTo(FlowState.STALLED);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysWhyNobodyCanBeJudgedButNotAtEachLook(CapturedOutput output) {
        List<Duration> unjudged = new ArrayList<>();
        tracker.tellTo(new FlowListener() {
            @Override
            public void unjudgedFor(Duration longest) {
                unjudged.add(longest);
            }
        });
        reading.away = true;
        lookAfter(Duration.ofSeconds(31));
        assertThat(state()).isEqualTo(FlowState.RUNNING);
        assertThat(output).doesNotContain("nobody can say");
        for (int i = 0; i < 100; i++) {
            lookAfter(Duration.ofSeconds(1));
        }
        assertThat(output.getOut()
                        .split(
                                "flow insurance: for 60 s nobody can say what is late, because the broker does"
                                        + " not say how far its topics go",
                                -1))
                .hasSize(2);
        assertThat(output.getOut().split("nobody can say", -1)).hasSize(2);

        assertThat(unjudged).startsWith(Duration.ZERO, Duration.ofSeconds(1)).endsWith(Duration.ofSeconds(100));
        reading.away = false;
        lookAfter(Duration.ofSeconds(1));
        assertThat(unjudged).endsWith(Duration.ZERO);
        assertThat(state()).isEqualTo(FlowState.STALLED);
    }
}
