package io.bactrian.coordinator.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What others say, as every database takes it. A text that is refused would take the transaction with it, and so whatever
 * its saga should do next.
 */
final class Words {

    private Words() {}

    /**
     * The text without what no database keeps, and cut to its column.
     *
     * @param longest the column's length in characters
     */
    static @Nullable String fit(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', ' '); // PostgreSQL refuses it
        if (clean.length() <= longest) {
            return clean;
        }
        boolean splits = Character.isHighSurrogate(clean.charAt(longest - 1));
        return clean.substring(0, splits ? longest - 1 : longest);
    }
}
