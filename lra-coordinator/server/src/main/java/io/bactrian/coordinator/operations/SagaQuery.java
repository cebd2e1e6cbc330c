package io.bactrian.coordinator.operations;

import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.SagaStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A search as people ask for it: texts in, checked parts out. */
public final class SagaQuery {

    static final int STANDARD_LIMIT = 50;
    static final int HIGHEST_LIMIT = 500;

    private final SagaSearch.Filter filter;
    private final SagaSearch.@Nullable Position after;
    private final int limit;

    private SagaQuery(SagaSearch.Filter filter, SagaSearch.@Nullable Position after, int limit) {
        this.filter = filter;
        this.after = after;
        this.limit = limit;
    }

    /**
     * The parameters of a search, each null or blank when it was not given.
     *
     * @param state a word for the saga's state, in any case
     * @param key the whole business key
     * @param keyPrefix how the business key begins
     * @param attention {@code true} for those that need a person
     * @param limit how many at most
     * @param cursor what an earlier page gave as {@code next}
     */
    public record Parameters(
            @Nullable String state,
            @Nullable String key,
            @Nullable String keyPrefix,
            @Nullable String name,
            @Nullable String attention,
            @Nullable String limit,
            @Nullable String cursor) {}

    /**
     * Reads the parameters.
     *
     * @throws BadQuery when one of them makes no sense
     */
    public static SagaQuery of(Parameters given) {
        String cursor = text(given.cursor());
        return new SagaQuery(
                new SagaSearch.Filter(
                        statuses(text(given.state())),
                        text(given.key()),
                        text(given.keyPrefix()),
                        text(given.name()),
                        isTrue(text(given.attention()))),
                cursor == null ? null : Cursor.read(cursor),
                limit(text(given.limit())));
    }

    private static List<SagaStatus> statuses(@Nullable String state) {
        if (state == null) {
            return List.of();
        }
        List<SagaStatus> statuses = Arrays.stream(SagaStatus.values())
                .filter(status -> status.plain().equals(state.toUpperCase(Locale.ROOT)))
                .toList();
        if (statuses.isEmpty()) {
            throw new BadQuery("state must be one of running, completing, completed, compensating, compensated,"
                    + " failed, was " + state);
        }
        return statuses;
    }

    private static boolean isTrue(@Nullable String attention) {
        if (attention == null || attention.equals("false")) {
            return false;
        }
        if (!attention.equals("true")) {
            throw new BadQuery("attention must be true or false, was " + attention);
        }
        return true;
    }

    private static int limit(@Nullable String limit) {
        if (limit == null) {
            return STANDARD_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= HIGHEST_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of bounds
        }
        throw new BadQuery("limit must be a whole number from 1 to " + HIGHEST_LIMIT + ", was " + limit
                + "; follow next for more");
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    SagaSearch.Filter filter() {
        return filter;
    }

    SagaSearch.@Nullable Position after() {
        return after;
    }

    int limit() {
        return limit;
    }
}
