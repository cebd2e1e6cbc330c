package io.bactrian.coordinator.saga;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a failed call is made again, and when it is given to a person.
 *
 * @param initial wait after the first failed attempt
 * @param factor what each further wait is multiplied by, 1 or more
 * @param max longest wait, at most 365 days
 * @param attempts failed attempts after which the participant is parked, 1 or more
 */
public record RetryPolicy(Duration initial, double factor, Duration max, int attempts) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** 500 ms, doubled up to a minute, ten attempts. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(Duration.ofMillis(500), 2, Duration.ofMinutes(1), 10);

    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final double JITTER = 0.1;

    public RetryPolicy {
        if (initial.isNegative() || initial.isZero()) {
            throw new IllegalArgumentException("initial must be longer than 0, was " + initial.toMillis() + "ms");
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor must be 1 or more, was " + factor);
        }
        if (max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("max must be at most 8760h, was " + max.toHours() + "h");
        }
        if (max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("max must not be shorter than initial, was " + max.toMillis() + "ms");
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more, was " + attempts);
        }
    }

    /** The wait after {@code failures} (1 or more) failed attempts, without jitter. */
    public Duration waitAfter(int failures) {
        double millis = initial.toMillis() * Math.pow(factor, Math.min(failures - 1, 1_000));
        return millis >= max.toMillis() ? max : Duration.ofMillis((long) millis);
    }

    /** {@link #waitAfter} with up to a tenth added, so that those that failed together do not return together. */
    public Duration jitteredWaitAfter(int failures) {
        long millis = waitAfter(failures).toMillis();
        return Duration.ofMillis(
                millis + (long) (millis * JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    /** The attempts are spent: time for a person. */
    public boolean isSpentAfter(int failures) {
        return failures >= attempts;
    }

    /**
     * Reads {@code initial=500ms,factor=2,max=1m,attempts=10}; what is not named is taken from {@code this}.
     *
     * @throws IllegalArgumentException naming the part that cannot be read and how to write it
     */
    public RetryPolicy withHeader(String header) {
        Duration newInitial = initial;
        double newFactor = factor;
        Duration newMax = max;
        int newAttempts = attempts;
        for (String part : header.split(",", -1)) {
            String[] pair = part.trim().split("=", 2);
            String value = pair.length == 2 ? pair[1].trim() : "";
            try {
                switch (pair[0].trim().toLowerCase(Locale.ROOT)) {
                    case "initial" -> newInitial = time(value);
                    case "factor" -> newFactor = Double.parseDouble(value);
                    case "max" -> newMax = time(value);
                    case "attempts" -> newAttempts = Integer.parseInt(value);
                    default -> throw new IllegalArgumentException("unknown part");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Bactrian-Retry must be like initial=500ms,factor=2,max=1m,attempts=10, was " + header, e);
            }
        }
        try {
            return new RetryPolicy(newInitial, newFactor, newMax, newAttempts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Bactrian-Retry: " + e.getMessage(), e);
        }
    }

    /** The text that {@link #withHeader} reads. */
    public String toHeader() {
        return "initial=" + initial.toMillis() + "ms,factor=" + factor + ",max=" + max.toMillis() + "ms,attempts="
                + attempts;
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a time: " + text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
