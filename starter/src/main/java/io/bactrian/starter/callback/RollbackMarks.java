package io.bactrian.starter.callback;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.TransactedDefinition;
import org.apache.camel.spi.ErrorHandler;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Keeps what Camel forgets: a {@code transacted()} block that {@code markRollbackOnlyLast()} has marked takes mark and exception
 * back once it has rolled back, so that a step whose charge is gone, and a compensation whose refund is, would look like one that succeeded. Only the outermost
 * transaction counts: a route that rolls back a part within its own transaction, and goes on, means to.
 */
public final class RollbackMarks implements InterceptStrategy {

    private static final String MARKED = "BactrianMarkedLast";
    private static final String DEPTH = "BactrianTransactionDepth";

    private final Consumer<Exchange> rolledBack;

    /** @param rolledBack told of each exchange whose outermost transaction was rolled back, before whatever is around that ends */
    public RollbackMarks(Consumer<Exchange> rolledBack) {
        this.rolledBack = rolledBack;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        // Camel warns about every interceptor that answers with a plain processor
        AsyncProcessor node =
                target instanceof AsyncProcessor async ? async : AsyncProcessorConverterHelper.convert(target);
        // Spring's and JTA's transactions are error handlers, other policies are not
        if (mayBeATransaction(definition) && target instanceof ErrorHandler) {
            node = new Transaction(node, TransactionScope.isBegunBy(definition));
        }
        return mayBeATransaction(definition.getParent()) ? new Within(node) : node;
    }

    private static boolean mayBeATransaction(NamedNode definition) {
        return definition instanceof TransactedDefinition || definition instanceof PolicyDefinition;
    }

    /** A node of a transaction: the mark is still there when it has been set in here, however deep. */
    private static final class Within extends DelegateAsyncProcessor {

        Within(AsyncProcessor node) {
            super(node);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, doneSync -> {
                if (exchange.isRollbackOnlyLast()) {
                    exchange.setProperty(MARKED, true);
                }
                callback.done(doneSync);
            });
        }
    }

    /** Counts by itself: Camel takes an exchange for not transacted once a policy within the same policy has ended. */
    private final class Transaction extends DelegateAsyncProcessor {

        private final boolean begins;

        Transaction(AsyncProcessor block, boolean begins) {
            super(block);
            this.begins = begins;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            int around = exchange.getProperty(DEPTH, 0, Integer.class);
            exchange.setProperty(DEPTH, around + 1);
            TransactionScope entered = begins ? TransactionScope.enter(exchange) : null;
            return super.process(exchange, doneSync -> {
                exchange.setProperty(DEPTH, around);
                boolean marked = exchange.removeProperty(MARKED) != null;
                if (entered != null) {
                    entered.leave(exchange, marked || exchange.getException() != null || exchange.isRollbackOnly());
                }
                if (marked && around == 0) {
                    StepRun.hasFailedWithin(exchange);
                    rolledBack.accept(exchange);
                }
                callback.done(doneSync);
            });
        }
    }
}
