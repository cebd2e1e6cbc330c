package io.bactrian.cli.orders;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * What routes and services take. An order beyond it is sent all the same and refused alone; but a service that is asked to keep stock or
 * credit for it refuses to keep any.
 */
final class Limits {

    static final int MOST_LINES = 1_000;

    private static final int LONGEST_TEXT = 64;
    private static final long MOST_PIECES = 1_000_000;
    private static final Pattern PRICE = Pattern.compile("\\d{1,7}(\\.\\d{1,2})?");
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000");
    private static final long HIGHEST_TOTAL_MINOR = 1_000_000_000_000L;

    private Limits() {}

    static boolean text(String text) {
        return !text.isBlank() && text.length() <= LONGEST_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    static boolean quantity(long pieces) {
        return pieces >= 1 && pieces <= MOST_PIECES;
    }

    static boolean price(BigDecimal price) {
        return PRICE.matcher(price.toPlainString()).matches() && price.compareTo(HIGHEST_PRICE) <= 0;
    }

    static boolean totalMinor(long total) {
        return total <= HIGHEST_TOTAL_MINOR;
    }
}
