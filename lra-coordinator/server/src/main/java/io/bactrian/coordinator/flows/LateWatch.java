package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.reading.ReadingProgress;
import io.bactrian.coordinator.reading.ReadingProgress.Mark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for flows in which something is late. A flow is judged only when everything that was published before the look is in the
 * ledger; while that is not so, or the broker cannot be asked, nothing is called late. Used by one thread.
 */
final class LateWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LateWatch.class);
    private static final Duration BEFORE_IT_IS_MENTIONED = Duration.ofMinutes(1);

    private final Declarations declarations;
    private final FlowTracker tracker;
    private final ReadingProgress progress;
    private final Clock clock;
    private final Map<String, Mark> unread = new HashMap<>();
    private final Map<String, Instant> waitingSince = new HashMap<>();
    private @Nullable Instant mentionedAt;

    LateWatch(Declarations declarations, FlowTracker tracker, ReadingProgress progress, Clock clock) {
        this.declarations = declarations;
        this.tracker = tracker;
        this.progress = progress;
        this.clock = clock;
    }

    /** Looks once at all flows. */
    void look() {
        for (FlowDeclaration declaration : declarations.all()) {
            try {
                look(declaration);
            } catch (RuntimeException | Error e) { // whatever it was: the other flows must be looked at
                unread.remove(
                        declaration.name()); // there may be no such partition any more; a later mark asks for more
                waits(declaration.name(), e);
            }
        }
        Duration longest = waitingSince.values().stream()
                .min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, clock.instant()))
                .orElse(Duration.ZERO);
        tracker.tell(told -> told.unjudgedFor(longest));
    }

    /**
     * The mark stays until everything before it is read: under load the newest record is always unread, and flows would
     * never be judged by it.
     */
    private void look(FlowDeclaration declaration) {
        String name = declaration.name();
        Mark mark = unread.get(name);
        if (mark == null) {
            Instant now = clock.instant();
            if (!tracker.anyDue(name, now)) {
                return;
            }
            mark = progress.mark(declaration.topics(), now);
        }
        if (progress.isRead(mark)) {
            unread.remove(name);
            waitingSince.remove(name);
            tracker.judgeDue(name, mark.takenAt());
        } else {
            unread.put(name, mark);
            waits(name, null);
        }
    }

    private void waits(String name, @Nullable Throwable fault) {
        Instant now = clock.instant();
        Instant since = waitingSince.computeIfAbsent(name, first -> now);
        Instant mentioned = mentionedAt;
        if (since.plus(BEFORE_IT_IS_MENTIONED).isAfter(now)
                || (mentioned != null && mentioned.plus(BEFORE_IT_IS_MENTIONED).isAfter(now))) {
            return;
        }
        mentionedAt = now;
        LOG.warn(
                "flow {}: for {} s nobody can say what is late, because {}",
                name,
                Duration.between(since, now).toSeconds(),
                fault == null
                        ? "events that were published are not in the ledger yet"
                        : fault.getMessage() + (fault.getCause() == null ? "" : ": " + fault.getCause()));
    }
}
