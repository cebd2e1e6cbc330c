package io.bactrian.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.reading.ReadingProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** From when on silence counts, on a clock that the test turns and with a broker that says what the test wants. */
class ReplyHearingTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final TestClock clock = new TestClock();
    private final Topic topic = new Topic(clock);
    private final ReplyHearing hearing = new ReplyHearing(topic, "replies", WITHIN, clock);

    /** How far the topic goes and how far it was read. */
    private static final class Topic implements ReadingProgress {

        private final TestClock clock;
        private int partition;
        private long end;
        private long read;
        private boolean away;
        private boolean broken;
        private Duration takes = Duration.ZERO;

        Topic(TestClock clock) {
            this.clock = clock;
        }

        @Override
        public Mark mark(List<String> topics, Instant now) {
            long soFar = end;
            answer();
            return new Mark(now, Map.of(new TopicPartition(topics.get(0), partition), soFar));
        }

        @Override
        public boolean isRead(Mark mark) {
            long soFar = read;
            answer();
            if (mark.ends().keySet().stream().anyMatch(known -> known.partition() != partition)) {
                throw new IllegalStateException("the broker does not say", new UnknownTopicOrPartitionException());
            }
            return mark.ends().values().stream().allMatch(limit -> soFar >= limit);
        }

        private void answer() {
            clock.advance(takes);
            if (broken) {
                throw new NoClassDefFoundError("the client is incomplete");
            }
            if (away) {
                throw new IllegalStateException("the broker does not say", new IllegalStateException("it is away"));
            }
        }
    }

    /** Looks as often as the timer does. */
    private void pass(Duration time) {
        Instant end = now().plus(time);
        while (now().isBefore(end)) {
            clock.advance(PAUSE);
            hearing.look();
        }
    }

    private Instant now() {
        return clock.instant();
    }

    private Optional<Instant> unclear(Instant sentAt) {
        return hearing.unclearUntil(sentAt, now());
    }

    @Test
    void silenceCountsWhenEverythingOfItsTimeIsRead() {
        hearing.look();
        Instant sentAt = now();
        pass(WITHIN);
        assertThat(unclear(sentAt)).isEmpty();

        clock.advance(Duration.ofMillis(100));
        Instant later = sentAt.plusMillis(100);
        assertThat(unclear(later))
                .as("an answer may have come since the last look")
                .contains(now().plus(PAUSE));
        hearing.look();
        assertThat(unclear(later)).isEmpty();
    }

    @Test
    void silenceDoesNotCountWhileAnswersAreUnread() {
        hearing.look();
        Instant sentAt = now();
        pass(Duration.ofSeconds(20));
        topic.end = 7;
        topic.read = 6;
        pass(Duration.ofSeconds(20));
        assertThat(unclear(sentAt)).contains(now().plus(PAUSE));

        topic.end = 8;
        topic.read = 7;
        pass(PAUSE);
        assertThat(unclear(sentAt))
                .as("what was there in the 20th second is read, and not what came by the 30th")
                .contains(now().plus(PAUSE));
        pass(PAUSE);
        assertThat(unclear(sentAt)).contains(now().plus(PAUSE));
        topic.read = 8;
        pass(PAUSE);
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    void whoeverWasCalledBeforeTheBrokerWentHasItsFullTimeOnceItIsBack() {
        hearing.look();
        Instant sentAt = now();
        pass(Duration.ofSeconds(10));
        topic.away = true;
        pass(Duration.ofSeconds(50));
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));

        topic.away = false;
        pass(PAUSE);
        Instant back = now();
        assertThat(unclear(sentAt)).contains(back.plus(WITHIN));
        pass(WITHIN.minus(PAUSE));
        assertThat(unclear(sentAt)).contains(back.plus(WITHIN));
        pass(PAUSE);
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    void aMomentWithoutAnAnswerOfTheBrokerIsNoBreak() {
        hearing.look();
        Instant sentAt = now();
        pass(Duration.ofSeconds(10));
        topic.away = true;
        pass(Duration.ofSeconds(2));
        topic.away = false;
        pass(Duration.ofSeconds(18));
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    void aFewSecondsWithoutAnAnswerOfTheBrokerAreABreak() {
        hearing.look();
        Instant sentAt = now();
        pass(Duration.ofSeconds(10));
        topic.away = true;
        pass(Duration.ofSeconds(4));
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));

        topic.away = false;
        pass(PAUSE);
        Instant back = now();
        pass(Duration.ofSeconds(20));
        assertThat(unclear(sentAt)).contains(back.plus(WITHIN));
    }

    /** Each look takes longer than a break lasts, and the broker answers all the time. */
    @Test
    void silenceCountsWithABrokerThatIsSlow() {
        topic.takes = Duration.ofSeconds(2);
        hearing.look();
        Instant sentAt = now();
        pass(WITHIN);
        assertThat(unclear(sentAt)).as("the last look began too early").contains(now().plus(PAUSE));
        pass(PAUSE);
        assertThat(unclear(sentAt)).isEmpty();

        clock.advance(Duration.ofSeconds(4));
        assertThat(unclear(sentAt)).as("during the next look").isEmpty();
    }

    @Test
    void anAnswerThatComesDuringASlowLookIsNotTakenForRead() {
        hearing.look();
        Instant sentAt = now();
        pass(WITHIN.minus(PAUSE));
        topic.takes = Duration.ofSeconds(2);
        hearing.look();
        topic.end = 1; // within the time, after the broker had looked how far the topic goes
        assertThat(unclear(sentAt)).contains(now().plus(PAUSE));
        pass(PAUSE);
        assertThat(unclear(sentAt)).contains(now().plus(PAUSE));

        topic.read = 1;
        pass(PAUSE);
        assertThat(unclear(sentAt)).isEmpty();
    }

    /** Where answers come all the time, the last one is never read. */
    @Test
    void silenceCountsThoughThereIsAlwaysAnAnswerUnread() {
        hearing.look();
        Instant sentAt = now();
        Instant enough = sentAt.plus(WITHIN).plus(PAUSE.multipliedBy(2)); // each mark is read one look later
        while (now().isBefore(enough)) {
            topic.read = topic.end++;
            pass(PAUSE);
        }
        assertThat(unclear(sentAt)).isEmpty();
    }

    /** Or nobody's silence would count any more: nobody will ever read up to the mark. */
    @Test
    void aMarkOnAPartitionThatIsNoMoreIsForgotten() {
        hearing.look();
        topic.end = 7;
        pass(PAUSE);
        topic.partition = 1;
        topic.end = 0;
        pass(PAUSE);
        Instant sentAt = now();
        pass(WITHIN);

        assertThat(unclear(sentAt)).isEmpty();
    }

    /** A timer ends with the first one that fails. */
    @Test
    void noLookFailsWhateverGoesWrong() {
        hearing.look();
        topic.broken = true;
        pass(Duration.ofSeconds(4));
        assertThat(unclear(now())).contains(now().plus(WITHIN));

        topic.broken = false;
        pass(PAUSE);
        Instant sentAt = now();
        pass(WITHIN);
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    void aProcessThatStoodStillDidNotHear() {
        hearing.look();
        Instant sentAt = now();
        clock.advance(Duration.ofMinutes(5));
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));

        hearing.look();
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));
        pass(WITHIN);
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    void afterAStartWhatWasSentBeforeHasItsFullTimeAgain() {
        Instant sentAt = now().minusSeconds(3_600);
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));

        hearing.look();
        assertThat(unclear(sentAt)).contains(now().plus(WITHIN));
        pass(WITHIN);
        assertThat(unclear(sentAt)).isEmpty();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysOnceThatItDoesNotHear(CapturedOutput output) {
        hearing.look();
        topic.away = true;
        pass(Duration.ofSeconds(60));
        assertThat(lines(output))
                .singleElement()
                .asString()
                .endsWith("topic replies: answers cannot be heard; until they can, silence of participants over Kafka"
                        + " spends no attempts: IllegalStateException: it is away");

        topic.away = false;
        topic.end = 1;
        pass(Duration.ofSeconds(120));
        assertThat(lines(output))
                .hasSize(2)
                .last()
                .asString()
                .endsWith(
                        "topic replies: answers of 60 s ago are not read; until they are, silence of participants over"
                                + " Kafka spends no attempts");
    }

    private static List<String> lines(CapturedOutput output) {
        return output.toString()
                .lines()
                .filter(line -> line.contains("topic replies:"))
                .toList();
    }
}
