package io.bactrian.participants.journal;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The append-only record of what this service did. An entry is written in the transaction of the effect it tells of, so neither is
 * ever there without the other.
 */
public final class Journal {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final Clock clock;

    Journal(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Appends one entry to the running transaction.
     *
     * @throws IllegalStateException outside a transaction: the entry would survive an effect that is rolled back
     */
    public void append(Step step, String effect, Result result) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "The journal is written in the transaction of the effect, but none is running for %s %s"
                            .formatted(effect, step));
        }
        jdbc.sql("""
                        insert into journal_entry (written_at, saga_id, order_id, step, effect, result)
                        values (:at, :sagaId, :orderId, :step, :effect, :result)""")
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("sagaId", step.sagaId())
                .param("orderId", step.orderId())
                .param("step", step.name())
                .param("effect", effect)
                .param("result", result.word())
                .update();
    }

    /**
     * The entries after {@code after}, at most {@code limit} of them. An entry is seen once its transaction has committed, which need
     * not be in the order of the numbers: what must be complete is read while nothing runs, or again from the start.
     */
    JournalPage page(long after, int limit) {
        List<JournalEntry> found = jdbc.sql("""
                        select seq, written_at, saga_id, order_id, step, effect, result from journal_entry
                        where seq > :after order by seq limit :limit""")
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, n) -> new JournalEntry(
                        row.getLong("seq"),
                        MICROS.format(row.getObject("written_at", OffsetDateTime.class)),
                        row.getString("saga_id"),
                        row.getString("order_id"),
                        row.getString("step"),
                        row.getString("effect"),
                        row.getString("result")))
                .list();
        if (found.size() <= limit) {
            return new JournalPage(found, null);
        }
        List<JournalEntry> entries = found.subList(0, limit);
        return new JournalPage(entries, entries.get(limit - 1).seq());
    }
}
