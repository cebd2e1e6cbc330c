package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Transactions;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Attempts whose driver is gone before it began a saga: nothing else would ever end them. */
@Component
class AbandonedAttempts {

    /** An attempt that has no saga after this time is cancelled, whether or not anybody asks for the order again. */
    static final Duration CANCEL_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedAttempts.class);

    private final OrderTables tables;
    private final Journal journal;
    private final Transactions transactions;
    private final Clock clock;

    AbandonedAttempts(OrderTables tables, Journal journal, Transactions transactions, Clock clock) {
        this.tables = tables;
        this.journal = journal;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Cancels what is due, each in a transaction of its own. How many were cancelled is returned. */
    public int cancelDue() {
        int cancelled = 0;
        for (Attempt candidate : tables.unattachedSince(clock.instant().minus(CANCEL_AFTER))) {
            if (transactions.whole(() -> cancelIfStillAbandoned(candidate))) {
                cancelled++;
            }
        }
        return cancelled;
    }

    private boolean cancelIfStillAbandoned(Attempt candidate) {
        tables.lock(candidate.orderId());
        return tables.current(candidate.orderId())
                .filter(attempt -> attempt.isAbandoned(clock.instant(), CANCEL_AFTER))
                .map(attempt -> {
                    giveUp(attempt, CANCEL_AFTER);
                    return true;
                })
                .orElse(false);
    }

    /** Cancels an attempt that the caller has locked and found abandoned. */
    void giveUp(Attempt attempt, Duration patience) {
        LOG.info(
                "Attempt {} of order {} has no saga after {} and is cancelled",
                attempt.number(),
                attempt.orderId(),
                patience);
        tables.cancel(attempt, "no saga was begun within %d s".formatted(patience.toSeconds()));
        journal.append(Attempts.step(attempt, null), Attempts.CANCEL, Result.DONE);
    }
}
