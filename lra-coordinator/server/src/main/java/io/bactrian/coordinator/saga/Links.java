package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * Where a participant can be called, as it gave the links: their text is never decoded and encoded again, so a query
 * string arrives as it was sent.
 */
public record Links(
        @Nullable String compensate,
        @Nullable String complete,
        @Nullable String status,
        @Nullable String forget,
        @Nullable String after,
        @Nullable String leave) {

    private static final int LONGEST_BRIEF = 300;

    /** What tells participants of one saga apart: the compensate link, else the after link. */
    public String identity() {
        if (compensate != null) {
            return compensate;
        }
        if (after != null) {
            return after;
        }
        throw new IllegalStateException("links without compensate and after have no identity: " + this);
    }

    /** A link as messages name it, which are kept and read by people: of a long one its beginning, of none its absence. */
    public static String brief(@Nullable String link) {
        return link == null || link.length() <= LONGEST_BRIEF
                ? String.valueOf(link)
                : link.substring(0, LONGEST_BRIEF) + "...";
    }

    /** Only wants to hear how the saga ended; owes it nothing. */
    public boolean isListenerOnly() {
        return compensate == null && after != null;
    }
}
