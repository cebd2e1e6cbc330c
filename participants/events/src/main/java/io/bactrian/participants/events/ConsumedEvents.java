package io.bactrian.participants.events;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Which events had their effect, per consumer. */
final class ConsumedEvents {

    private final JdbcClient jdbc;
    private final TransactionTemplate savepoint;
    private final Clock clock;

    ConsumedEvents(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.clock = clock;
    }

    /**
     * Claims an event within the running transaction. True: it is the transaction's to handle. False: it was handled before; whoever
     * was at it just now has been waited for. The savepoint keeps PostgreSQL's transaction usable after the failed insert.
     */
    boolean claim(String consumer, Event event) {
        try {
            savepoint.executeWithoutResult(status -> jdbc.sql("""
                            insert into consumed_event (consumer, ce_source, ce_id, consumed_at)
                            values (:consumer, :source, :id, :at)""")
                    .param("consumer", consumer)
                    .param("source", event.source())
                    .param("id", event.id())
                    .param("at", now())
                    .update());
            return true;
        } catch (DuplicateKeyException handledBefore) {
            return false;
        }
    }

    /** Forgets events that were handled longer ago than that. How many is returned. */
    int forget(Duration age) {
        return jdbc.sql("delete from consumed_event where consumed_at < :before")
                .param("before", now().minus(age))
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
