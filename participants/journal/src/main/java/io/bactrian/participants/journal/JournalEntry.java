package io.bactrian.participants.journal;

import org.jspecify.annotations.Nullable;

/**
 * One line of the journal, in its wire format.
 *
 * @param seq grows with every entry, with gaps where a transaction was rolled back
 * @param at an ISO-8601 instant with six digits of fraction
 * @param sagaId {@code null} where no saga was involved
 * @param result {@code done}, {@code repeat}, {@code empty} or {@code refused}: see {@link Result}
 */
public record JournalEntry(
        long seq, String at, @Nullable String sagaId, String orderId, String step, String effect, String result) {}
