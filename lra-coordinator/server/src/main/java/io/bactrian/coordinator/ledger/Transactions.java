package io.bactrian.coordinator.ledger;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Short transactions that are made again when the database chose them as the loser of a lock conflict. */
public final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int TRIES = 5;

    private final TransactionTemplate template;

    public Transactions(PlatformTransactionManager manager) {
        template = new TransactionTemplate(manager);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Runs {@code work} in a transaction of its own; when this returns, it is committed.
     *
     * @param work may run more than once: it must not touch anything but the database
     * @throws org.springframework.dao.DataAccessException when the database refuses or is out of reach; nothing of
     *     {@code work} is kept then, unless the answer to the commit itself was lost
     */
    public <T> T run(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = template.execute(status -> work.get());
                if (result == null) {
                    throw new IllegalStateException("the work of a transaction must return something");
                }
                return result;
            } catch (ConcurrencyFailureException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.debug("transaction lost a lock conflict, trying again", e);
            }
        }
    }
}
