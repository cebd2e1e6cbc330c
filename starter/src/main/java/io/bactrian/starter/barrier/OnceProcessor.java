package io.bactrian.starter.barrier;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Runs a block behind the barrier, on the caller's thread from begin to commit, asynchronous as its parts may be. */
final class OnceProcessor extends DelegateAsyncProcessor {

    private final Barrier barrier;

    OnceProcessor(Barrier barrier, Processor block) {
        super(block);
        this.barrier = barrier;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            barrier.pass(exchange, this::run);
        } catch (RuntimeException | Error e) {
            fail(exchange, e);
        }
        callback.done(true);
        return true;
    }

    /** The block's own exception survives a rollback that fails; a refusal that could not be recorded is none. */
    private static void fail(Exchange exchange, Throwable failure) {
        Exception first = exchange.getException();
        if (first == null || first instanceof StepRefusedException) {
            exchange.setException(failure);
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    private void run(Exchange exchange) {
        UnitOfWork work = exchange.getUnitOfWork();
        Object outside = exchange.getProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        if (work != null) {
            // makes Camel wait for each node before the next, on this thread
            work.beginTransactedBy(this);
        }
        // split and multicast give their branches an error handler of their own, unless they are in a doTry
        exchange.setProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK, true);
        try {
            AsyncProcessorAwaitManager waiting = PluginHelper.getAsyncProcessorAwaitManager(exchange.getContext());
            waiting.process(getProcessor(), exchange);
        } finally {
            restore(exchange, outside);
            if (work != null) {
                work.endTransactedBy(this);
            }
        }
    }

    private static void restore(Exchange exchange, @Nullable Object outside) {
        if (outside == null) {
            exchange.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        } else {
            exchange.setProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK, outside);
        }
    }
}
