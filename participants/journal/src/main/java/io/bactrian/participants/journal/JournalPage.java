package io.bactrian.participants.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the journal.
 *
 * @param next what to pass as {@code after} to read on, {@code null} at the end
 */
public record JournalPage(
        List<JournalEntry> entries, @Nullable Long next) {}
