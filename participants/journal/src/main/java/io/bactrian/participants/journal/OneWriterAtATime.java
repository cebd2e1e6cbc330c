package io.bactrian.participants.journal;

import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Transactions on a file of H2, of which those that may write run one at a time.
 *
 * <p>H2 writes what has changed table by table, without stopping who commits meanwhile: a process that is killed at that moment leaves
 * some tables from before a commit and some from after it (<a href="https://github.com/h2database/h2database/issues/2080">H2 issue
 * 2080</a>). Only a transaction that is alone is whole. Whoever waits within a transaction makes everybody wait.
 */
final class OneWriterAtATime extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    // not fair: handing over to a thread that sleeps costs more than the transaction
    private final ReentrantLock writer = new ReentrantLock();

    OneWriterAtATime(DataSource dataSource) {
        super(dataSource);
    }

    /** Whether a database with this URL is a file of H2. */
    static boolean isWanted(String url) {
        return url.startsWith("jdbc:h2:") && !url.contains("mem:");
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        if (definition.isReadOnly() && !writer.isHeldByCurrentThread()) {
            super.doBegin(transaction, definition);
            return;
        }
        writer.lock();
        try {
            super.doBegin(transaction, definition);
        } catch (RuntimeException | Error e) {
            writer.unlock();
            throw e;
        }
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        try {
            super.doCleanupAfterCompletion(transaction);
        } finally {
            if (writer.isHeldByCurrentThread()) {
                writer.unlock();
            }
        }
    }
}
