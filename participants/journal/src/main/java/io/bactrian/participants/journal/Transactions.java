package io.bactrian.participants.journal;

import java.util.function.Function;
import java.util.function.Supplier;
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

    /** The statement may fail and leave the transaction usable, which PostgreSQL grants to a savepoint only. */
    void mayFail(Runnable statement) {
        part.executeWithoutResult(status -> statement.run());
    }

    private static <T> T execute(TransactionTemplate template, Function<TransactionStatus, T> work) {
        T result = template.execute(work::apply);
        if (result == null) {
            throw new IllegalStateException("The work of a transaction returned null");
        }
        return result;
    }
}
