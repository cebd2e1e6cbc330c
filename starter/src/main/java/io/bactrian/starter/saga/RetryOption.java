package io.bactrian.starter.saga;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of {@code bactrian.retry}, by the coordinator's rules, as far as they hold whatever its own settings are. */
final class RetryOption {

    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(365);

    private RetryOption() {}

    /**
     * Refuses what the coordinator would refuse at the first join.
     *
     * @throws IllegalArgumentException that names the option and how to write it
     */
    static void check(String value) {
        Duration initial = null;
        Duration max = null;
        for (String part : value.split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            String text = pair.length == 2 ? pair[1].strip() : "";
            switch (pair[0].strip().toLowerCase(Locale.ROOT)) {
                case "initial" -> initial = time(text, value);
                case "max" -> max = time(text, value);
                case "factor" -> must(number(text, value) >= 1, "factor must be 1 or more", text);
                case "attempts" -> must(whole(text, value) >= 1, "attempts must be 1 or more", text);
                default -> throw unreadable(value, null);
            }
        }
        must(initial == null || !initial.isZero(), "initial must be longer than 0", value);
        must(max == null || max.compareTo(LONGEST) <= 0, "max must be at most 8760h", value);
        must(
                initial == null || max == null || max.compareTo(initial) >= 0,
                "max must not be shorter than initial",
                value);
    }

    private static void must(boolean fulfilled, String rule, String was) {
        if (!fulfilled) {
            throw new IllegalArgumentException("saga option '" + StepOptions.RETRY + "': " + rule + ", was " + was);
        }
    }

    private static double number(String text, String value) {
        try {
            double number = Double.parseDouble(text);
            return Double.isInfinite(number) ? 0 : number;
        } catch (NumberFormatException e) {
            throw unreadable(value, e);
        }
    }

    private static int whole(String text, String value) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unreadable(value, e);
        }
    }

    private static Duration time(String text, String value) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw unreadable(value, null);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static IllegalArgumentException unreadable(String value, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "saga option '" + StepOptions.RETRY + "' must be like initial=500ms,factor=2,max=1m,attempts=10, was '"
                        + value + "'",
                cause);
    }
}
