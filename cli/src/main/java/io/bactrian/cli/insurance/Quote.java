package io.bactrian.cli.insurance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A quote as it is sent. */
public record Quote(String quoteId, String customerId, long premiumMinor) {

    private static final int CUSTOMERS = 40;
    private static final int LEAST_MINOR = 5_000;
    private static final int MOST_MINOR = 250_000;

    /** So many quotes, always the same for a seed; which of them will get no invoice follows from their ids. */
    public static List<Quote> generated(long seed, int count) {
        Random random = new Random(seed);
        List<Quote> quotes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            quotes.add(new Quote(
                    "Q%d-%04d".formatted(seed, i),
                    "customer-%02d".formatted(random.nextInt(CUSTOMERS)),
                    LEAST_MINOR + random.nextInt(MOST_MINOR - LEAST_MINOR)));
        }
        return quotes;
    }
}
