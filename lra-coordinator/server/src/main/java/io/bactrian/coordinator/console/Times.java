package io.bactrian.coordinator.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times in few words. */
final class Times {

    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** {@code 12 ms}, {@code 3.4 s}, {@code 5 min 2 s}, {@code 3 h 7 min}, {@code 2 d 4 h}. */
    static String length(Duration length) {
        long millis = Math.max(0, length.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
        }
        if (millis < 3_600_000) {
            return two(millis / 60_000, "min", millis / 1_000 % 60, "s");
        }
        if (millis < 86_400_000) {
            return two(millis / 3_600_000, "h", millis / 60_000 % 60, "min");
        }
        return two(millis / 86_400_000, "d", millis / 3_600_000 % 24, "h");
    }

    /** How long ago, in one unit: {@code just now}, {@code 42 s}, {@code 5 min}, {@code 3 h}, {@code 2 d}. */
    static String age(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 1) {
            return "just now";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 86_400 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** {@code in 3.4 s}, or {@code 3.4 s ago}. */
    static String distance(Instant when, Instant now) {
        return when.isAfter(now)
                ? "in " + length(Duration.between(now, when))
                : length(Duration.between(when, now)) + " ago";
    }

    /** Since the start of the saga, {@code +1.2 s}. */
    static String offset(Instant start, Instant at) {
        return "+" + length(Duration.between(start, at));
    }

    static String clock(Instant at) {
        return CLOCK_TIME.format(at.truncatedTo(ChronoUnit.MILLIS));
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + " " + largeUnit : large + " " + largeUnit + " " + small + " " + smallUnit;
    }
}
