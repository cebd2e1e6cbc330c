package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.engine.Hearing;
import io.bactrian.coordinator.reading.ReadingProgress;
import io.bactrian.coordinator.reading.ReadingProgress.Mark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Knows since when the broker answers without a break, and until when every answer that was published has been read, by whichever node.
 * A participant's silence counts once it had its full time with a broker that answers, and everything published in that time is read.
 * Nothing of it is kept: after a restart, what was sent before has its full time again.
 */
final class ReplyHearing implements Hearing, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyHearing.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Looks that fail for so long mean that the broker was away. */
    private static final Duration BREAK = Duration.ofSeconds(3);

    /** Longer than a look takes with the slowest broker: this process stood still. */
    private static final Duration STANDSTILL = Duration.ofSeconds(15);

    /** Longer than a node's partitions stay without a reader when it dies. */
    private static final Duration UNREAD_BEFORE_IT_IS_MENTIONED = Duration.ofMinutes(1);

    private final ReadingProgress progress;
    private final String replyTopic;
    private final Duration answerWithin;
    private final Clock clock;
    private volatile @Nullable Heard heard;
    private @Nullable Mark unread;
    private volatile boolean failing;
    private boolean complained;
    private volatile @Nullable ScheduledExecutorService timer;

    /**
     * @param answerWithin how long a participant has for its answer
     */
    ReplyHearing(ReadingProgress progress, String replyTopic, Duration answerWithin, Clock clock) {
        this.progress = progress;
        this.replyTopic = replyTopic;
        this.answerWithin = answerWithin;
        this.clock = clock;
    }

    /**
     * @param since the broker has answered without a break
     * @param lastAt it answered the last time
     * @param readUntil everything published by then is in the ledger; before {@code since} when that is not known
     */
    private record Heard(Instant since, Instant lastAt, Instant readUntil) {}

    @Override
    public Optional<Instant> unclearUntil(Instant sentAt, Instant now) {
        Heard known = heard;
        if (known == null || known.lastAt().plus(failing ? BREAK : STANDSTILL).isBefore(now)) {
            return Optional.of(now.plus(answerWithin)); // from whenever it is back, there is at least as much time
        }
        Instant began = known.since().isAfter(sentAt) ? known.since() : sentAt;
        Instant end = began.plus(answerWithin);
        if (end.isAfter(now)) {
            return Optional.of(end);
        }
        return known.readUntil().isBefore(end) ? Optional.of(now.plus(BETWEEN_LOOKS)) : Optional.empty();
    }

    /** Asks the broker once. */
    void look() {
        Instant asked = clock.instant();
        try {
            Mark mark = unread == null ? progress.mark(List.of(replyTopic), asked) : unread;
            boolean read = progress.isRead(mark);
            unread = read ? null : mark;
            note(clock.instant(), read ? mark.takenAt() : null);
        } catch (RuntimeException | Error e) { // whatever it was: the next look must come
            failing = true;
            unread = null; // there may be no such partition any more; a later mark asks for more
            complain(asked, e);
        }
    }

    private void note(Instant now, @Nullable Instant readUntil) {
        Heard before = heard;
        if (before == null || before.lastAt().plus(failing ? BREAK : STANDSTILL).isBefore(now)) {
            heard = new Heard(now, now, readUntil == null ? Instant.MIN : readUntil);
        } else {
            heard = new Heard(before.since(), now, readUntil == null ? before.readUntil() : readUntil);
        }
        failing = false;
        Mark mark = unread;
        if (mark == null || mark.takenAt().plus(UNREAD_BEFORE_IT_IS_MENTIONED).isAfter(now)) {
            if (complained) {
                LOG.info("topic {}: answers are heard again", replyTopic);
            }
            complained = false;
        } else if (!complained) {
            complained = true;
            LOG.warn(
                    "topic {}: answers of {} s ago are not read; until they are, silence of participants over Kafka spends"
                            + " no attempts",
                    replyTopic,
                    UNREAD_BEFORE_IT_IS_MENTIONED.toSeconds());
        }
    }

    private void complain(Instant now, Throwable fault) {
        Heard before = heard;
        if (!complained && (before == null || before.lastAt().plus(BREAK).isBefore(now))) {
            complained = true;
            LOG.warn(
                    "topic {}: answers cannot be heard; until they can, silence of participants over Kafka spends no"
                            + " attempts: {}",
                    replyTopic,
                    Faults.words(fault.getCause() == null ? fault : fault.getCause()));
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService starting = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "bactrian-kafka-hearing");
            thread.setDaemon(true);
            return thread;
        });
        starting.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        timer = starting;
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        timer = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
