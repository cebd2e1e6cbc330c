package io.bactrian.coordinator.ledger;

import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Short transactions that are made again when the database chose them as the loser of a lock conflict. All that writes into a ledger
 * shares one of these.
 *
 * <p>In a file of H2 they are made one at a time, and those that wait share the next one. H2 writes what has changed table by table, without stopping who commits meanwhile: a
 * process that is killed at that moment leaves some tables from before a commit and some from after it
 * (<a href="https://github.com/h2database/h2database/issues/2080">H2 issue 2080</a>). Only a transaction that is alone is whole.
 */
public final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int TRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate template;
    private final SoleWriter soleWriter;
    private volatile @Nullable Boolean oneAtATime;

    public Transactions(DataSource dataSource) {
        this(dataSource, LONGEST_WAIT);
    }

    Transactions(DataSource dataSource, Duration longestWait) {
        jdbc = new JdbcTemplate(dataSource);
        template = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        soleWriter = new SoleWriter(template, longestWait);
    }

    /**
     * Runs {@code work} in a transaction; when this returns, it is committed.
     *
     * @param work may run more than once and on another thread: it must not touch anything but the database, nor wait for another
     *     transaction; it may share its transaction with the work of others, which its failure neither loses nor keeps
     * @throws org.springframework.dao.DataAccessException when the database refuses or is out of reach; nothing of
     *     {@code work} is kept then, unless the answer to the commit itself was lost
     * @throws CannotCreateTransactionException when no transaction can be begun, for want of a connection or of its turn
     * @throws org.springframework.transaction.TransactionSystemException when the commit fails: it may be kept
     */
    public <T> T run(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = isOneAtATime() ? soleWriter.write(work) : template.execute(status -> work.get());
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

    /** Asked once, when the database can be reached. */
    private boolean isOneAtATime() {
        Boolean known = oneAtATime;
        if (known == null) {
            try {
                known = Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection ->
                        FileOfH2.isWrittenHere(connection.getMetaData().getURL())));
            } catch (CannotGetJdbcConnectionException e) {
                throw new CannotCreateTransactionException("the ledger is out of reach", e);
            }
            oneAtATime = known;
        }
        return known;
    }

    /** How many are being written or wait for their turn in a file of H2. */
    int underWay() {
        return soleWriter.underWay();
    }
}
