package io.bactrian.participants.journal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
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
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final String H2 = "jdbc:h2:";

    /** In memory, on a server that writes for others too, or never written. */
    private static final List<String> OTHERS = List.of("mem:", "tcp:", "ssl:", "zip:");

    // not fair: handing over to a thread that sleeps costs more than the transaction
    private final ReentrantLock writer = new ReentrantLock();

    private final Duration longestWait;

    OneWriterAtATime(DataSource dataSource) {
        this(dataSource, LONGEST_WAIT);
    }

    OneWriterAtATime(DataSource dataSource, Duration longestWait) {
        super(dataSource);
        this.longestWait = longestWait;
    }

    /** Whether a database with this URL is a file of H2 that this process alone writes: nobody can make others wait for their turn. */
    static boolean isWanted(String url) {
        return url.startsWith(H2)
                && OTHERS.stream().noneMatch(other -> url.startsWith(other, H2.length()))
                && !url.toUpperCase(Locale.ROOT).contains(";AUTO_SERVER=TRUE");
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        if (definition.isReadOnly() && !writer.isHeldByCurrentThread()) {
            super.doBegin(transaction, definition);
            return;
        }
        waitForTurn();
        try {
            super.doBegin(transaction, definition);
        } catch (RuntimeException | Error e) {
            writer.unlock();
            throw e;
        }
    }

    private void waitForTurn() {
        try {
            if (!writer.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CannotCreateTransactionException("Other transactions have been writing into the file for %d s"
                        .formatted(longestWait.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotCreateTransactionException("Interrupted while another transaction writes", e);
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
