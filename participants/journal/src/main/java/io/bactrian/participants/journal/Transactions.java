package io.bactrian.participants.journal;

import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** The ways in which the services use a transaction. None of them may return {@code null}. */
public final class Transactions {

    private final TransactionTemplate whole;
    private final TransactionTemplate part;
    private final TransactionTemplate snapshot;

    Transactions(PlatformTransactionManager manager) {
        this.whole = new TransactionTemplate(manager);
        this.part = new TransactionTemplate(manager);
        this.part.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** All of it or nothing: an exception takes everything back. */
    public <T> T whole(Supplier<T> work) {
        return execute(whole, status -> work.get());
    }

    /** Takes back what the work did, and only that, when it throws or answers a refusal. Within a transaction this is a savepoint. */
    public Answer unlessRefused(Supplier<Answer> work) {
        return execute(part, status -> {
            Answer answer = work.get();
            if (answer.isRefusal()) {
                status.setRollbackOnly();
            }
            return answer;
        });
    }

    /** Reads everything as of one instant. */
    public <T> T snapshot(Supplier<T> read) {
        return execute(snapshot, status -> read.get());
    }

    /**
     * Runs an insert. True: the row is new. False: a row with its key was there already, or was until now being inserted by somebody
     * else, who has been waited for. The savepoint is what keeps PostgreSQL's transaction usable after the failure.
     */
    public boolean insertIfAbsent(Runnable insert) {
        try {
            part.executeWithoutResult(status -> insert.run());
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private static <T> T execute(TransactionTemplate template, Function<TransactionStatus, T> work) {
        T result = template.execute(work::apply);
        if (result == null) {
            throw new IllegalStateException("The work of a transaction returned null");
        }
        return result;
    }
}
