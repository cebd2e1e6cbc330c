package io.bactrian.starter.barrier;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.barrier.OncePass.Outcome;
import io.bactrian.starter.callback.CompensationImpossibleException;
import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.saga.CurrentStep;
import java.sql.Savepoint;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides under the step's row what a call may do, and does it in the same transaction: row, business effect and whatever listeners
 * write commit together or not at all.
 */
final class Barrier {

    private final DataSource dataSource;
    private final StepTable table;
    private final TransactionTemplate transaction;
    private final ObjectMapper json;
    private final List<OnceListener> listeners;

    Barrier(
            DataSource dataSource,
            StepTable table,
            TransactionTemplate transaction,
            ObjectMapper json,
            List<OnceListener> listeners) {
        this.dataSource = dataSource;
        this.table = table;
        this.transaction = transaction;
        this.json = json;
        this.listeners = listeners;
    }

    /** @param block what the policy is around; leaves its exception in the exchange */
    void pass(Exchange exchange, Processor block) {
        StepRun run = CurrentStep.of(exchange)
                .orElseThrow(
                        () -> new IllegalStateException("policy(\"once\") needs a saga step: put it into a saga() block"
                                + " that has a compensation or completion, or into the route of one (this exchange came into route "
                                + exchange.getFromRouteId() + ")"));
        if (!run.takePass()) {
            throw new IllegalStateException(
                    ("step '%s' of saga %s passes policy(\"once\") a second time in one run: the second part would"
                                    + " be answered for the first. Put all that belongs together into one block; in a loop or split, put"
                                    + " saga() into it as well and give each pass a name of its own with .option(\"bactrian.step\", ..)")
                            .formatted(run.step(), run.saga()));
        }
        boolean passed = false;
        try {
            Call call = new Call(run, StepKey.of(run), exchange, block);
            Verdict verdict = transaction.execute(status -> decide(call, status));
            RuntimeException refusal = verdict == null ? null : verdict.thrown();
            if (refusal != null) {
                throw refusal;
            }
            passed = verdict != null && verdict.committed() && exchange.getException() == null;
        } finally {
            if (!passed) {
                // so that an error handler may try again
                run.returnPass();
            }
        }
    }

    private Verdict decide(Call call, TransactionStatus status) {
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalStateException(
                    "policy(\"once\") runs in a transaction of another database than its own: its"
                            + " PlatformTransactionManager must be the one of its DataSource");
        }
        return switch (call.run().phase()) {
            case ACTION -> table.claim(call.key(), State.ACTED) ? act(call, status) : actAgain(call);
            case COMPENSATION -> compensate(call, status);
            case COMPLETION -> complete(call, status);
        };
    }

    private Verdict act(Call call, TransactionStatus status) {
        Exchange exchange = call.exchange();
        boolean doomed = status.isRollbackOnly();
        Savepoint before = table.savepoint();
        MessageBefore message = MessageBefore.of(exchange);
        call.runBlock();
        RecordedAnswer answer;
        if (message.failed(exchange)) {
            StepRefusedException refusal =
                    exchange.isRollbackOnly() ? null : exchange.getException(StepRefusedException.class);
            if (refusal == null) {
                return rollBack(call, message, status);
            }
            answer = RecordedAnswer.of(refusal);
        } else {
            answer = message.answer(exchange, json);
            message.restoreResponseCode(exchange);
            answer.give(exchange);
        }
        if (answer.isRefusal()) {
            // what an object-relational mapper has not written yet must not be written after the savepoint is gone
            status.flush();
            table.backTo(before);
            if (!doomed) {
                unmark();
            }
            checkRefusable(call, status, doomed);
        }
        checkCommits(call, status, doomed);
        table.become(call.key(), answer.isRefusal() ? State.REFUSED : State.ACTED, answer);
        return tell(call, answer.isRefusal() ? Outcome.REFUSED : Outcome.DONE);
    }

    private Verdict actAgain(Call call) {
        StepRow row = table.lock(call.key());
        if (row.state().isUndone()) {
            tell(call, Outcome.REFUSED);
            return Verdict.thrown(new StepTooLateException(call.run()));
        }
        if (!row.options().equals(call.key().options())) {
            tell(call, Outcome.REFUSED);
            return Verdict.thrown(new StepOptionsDifferException(call.run(), StepKey.read(row.options())));
        }
        RecordedAnswer answer = row.answer();
        if (answer == null) {
            throw new IllegalStateException("no answer is recorded of %s".formatted(call.key()));
        }
        answer.give(call.exchange());
        return tell(call, Outcome.REPEAT);
    }

    private Verdict compensate(Call call, TransactionStatus status) {
        if (table.claim(call.key(), State.BLOCKED)) {
            return tell(call, Outcome.EMPTY);
        }
        StepRow row = table.lock(call.key());
        if (row.state().isUndone()) {
            return tell(call, Outcome.REPEAT);
        }
        if (row.state() == State.REFUSED) {
            table.become(call.key(), State.BLOCKED, null);
            return tell(call, Outcome.EMPTY);
        }
        if (!row.isOf(call.key().begun())) {
            // a repeat, or a call that was refused for its options: it had no effect. The begin that acted is
            // compensated
            // by itself, at its own place in the order; a repeat may have joined after steps that build on the effect
            return tell(call, Outcome.EMPTY);
        }
        // acted, or completed: a nested saga may be closed and yet be compensated with its parent
        return run(call, status, State.COMPENSATED);
    }

    private Verdict complete(Call call, TransactionStatus status) {
        if (table.claim(call.key(), State.BLOCKED)) {
            return tell(call, Outcome.EMPTY);
        }
        StepRow row = table.lock(call.key());
        boolean acted = row.isOf(call.key().begun());
        return switch (row.state()) {
            case ACTED -> acted ? run(call, status, State.COMPLETED) : tell(call, Outcome.EMPTY);
            case COMPLETED -> tell(call, acted ? Outcome.REPEAT : Outcome.EMPTY);
            case REFUSED, BLOCKED -> tell(call, Outcome.EMPTY);
            case COMPENSATED -> {
                tell(call, Outcome.REFUSED);
                yield Verdict.thrown(new CompensationImpossibleException(
                        "step '%s' of saga %s was compensated and cannot be completed"
                                .formatted(call.run().step(), call.run().saga())));
            }
        };
    }

    private Verdict run(Call call, TransactionStatus status, State next) {
        boolean doomed = status.isRollbackOnly();
        MessageBefore message = MessageBefore.of(call.exchange());
        call.runBlock();
        if (message.failed(call.exchange())) {
            return rollBack(call, message, status);
        }
        message.restoreResponseCode(call.exchange());
        checkCommits(call, status, doomed);
        table.become(call.key(), next, null);
        return tell(call, Outcome.DONE);
    }

    /** A bean in a transaction of its own declaration that throws marks the one that it has joined; what it wrote is taken back by now. */
    private void unmark() {
        if (TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder connection) {
            connection.resetRollbackOnly();
        }
    }

    /** JPA has a mark of its own that nobody can take off. */
    private static void checkRefusable(Call call, TransactionStatus status, boolean doomed) {
        if (status.isRollbackOnly() && !doomed) {
            throw new IllegalStateException(
                    ("the refusal of step '%s' of saga %s cannot be recorded: the bean that threw it has marked the transaction for"
                                    + " rollback. Let it throw with @Transactional(noRollbackFor = StepRefusedException.class)")
                            .formatted(call.run().step(), call.run().saga()),
                    call.exchange().getException());
        }
    }

    /** @param doomed whether the transaction around the block could not be committed before already */
    private static void checkCommits(Call call, TransactionStatus status, boolean doomed) {
        if (status.isRollbackOnly() && !doomed) {
            throw new IllegalStateException(
                    ("what policy(\"once\") is around in step '%s' of saga %s ended well, but something in it has marked the"
                                    + " transaction for rollback, as a @Transactional bean does with an exception that is caught behind it."
                                    + " Let the exception leave the block, or have the bean throw it with @Transactional(noRollbackFor = ..)")
                            .formatted(call.run().step(), call.run().saga()));
        }
    }

    private Verdict tell(Call call, Outcome outcome) {
        StepRun run = call.run();
        OncePass pass = new OncePass(run.saga(), run.step(), run.phase(), run.options(), outcome);
        listeners.forEach(listener -> listener.passed(pass));
        call.exchange().setProperty(OncePolicy.OUTCOME, outcome);
        return Verdict.COMMITTED;
    }

    /** A failure that only a branch of the block knows of becomes one of the route, which would go on as if all were done. */
    private static Verdict rollBack(Call call, MessageBefore message, TransactionStatus status) {
        if (!message.failedInTheOpen(call.exchange())) {
            call.exchange()
                    .setException(new IllegalStateException(
                            ("a part of what policy(\"once\") is around in step '%s' of saga %s has failed, in a branch or"
                                            + " transaction that deals with it itself: all that the policy is around was taken back")
                                    .formatted(call.run().step(), call.run().saga())));
        }
        status.setRollbackOnly();
        return Verdict.ROLLED_BACK;
    }

    /** One call that has come to the barrier. */
    private record Call(StepRun run, StepKey key, Exchange exchange, Processor block) {

        void runBlock() {
            try {
                block.process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
        }
    }

    /**
     * How the transaction is to end.
     *
     * @param thrown to be told once it has committed
     */
    private record Verdict(boolean committed, @Nullable RuntimeException thrown) {

        static final Verdict COMMITTED = new Verdict(true, null);
        static final Verdict ROLLED_BACK = new Verdict(false, null);

        static Verdict thrown(RuntimeException refusal) {
            return new Verdict(true, refusal);
        }
    }
}
