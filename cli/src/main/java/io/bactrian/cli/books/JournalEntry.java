package io.bactrian.cli.books;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One effect as a participant wrote it down in the transaction of the effect.
 *
 * @param at when, by the participant's clock
 * @param effect what, for example {@code RELEASE}
 * @param result {@code done} when the effect happened now; {@code repeat}, {@code empty}, {@code refused} when it did not
 */
public record JournalEntry(
        long seq, Instant at, @Nullable String sagaId, String orderId, String step, String effect, String result) {

    public boolean done() {
        return "done".equals(result);
    }
}
