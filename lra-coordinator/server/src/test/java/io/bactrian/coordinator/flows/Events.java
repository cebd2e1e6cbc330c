package io.bactrian.coordinator.flows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Events of the flow "insurance" as tests of other packages tell them, without a broker. */
public final class Events {

    private static final Pattern WORDS = Pattern.compile("(?<type>\\w+) (?<id>\\S+)(?: after (?<cause>\\S+))?");

    private Events() {}

    /**
     * These happened one second after the other, and were read as they happened.
     *
     * @param secondsAgo when the first one happened
     * @param words like {@code PolicyCreated p1 after q1}
     * @return the flow's id
     */
    public static String happened(FlowTracker tracker, String correlationId, int secondsAgo, String... words) {
        Instant at = Instant.now().minusSeconds(secondsAgo).truncatedTo(ChronoUnit.MICROS);
        List<FlowEvent> events = new ArrayList<>();
        for (String line : words) {
            Matcher matcher = WORDS.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(line);
            }
            events.add(Insurance.event(matcher.group("type"), matcher.group("id"), matcher.group("cause"), at, at));
            at = at.plusSeconds(1);
        }
        tracker.record("insurance", correlationId, events);
        return Flow.idOf("insurance", correlationId);
    }

    /** Everything that was published has been read: what is not there is late. */
    public static void judge(FlowTracker tracker) {
        tracker.judgeDue("insurance", Instant.now());
    }
}
