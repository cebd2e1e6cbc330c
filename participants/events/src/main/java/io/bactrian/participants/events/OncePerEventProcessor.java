package io.bactrian.participants.events;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Runs a block once per event, on the caller's thread from begin to commit, asynchronous as its parts may be. */
final class OncePerEventProcessor extends DelegateAsyncProcessor {

    private final EventHandling handling;
    private final String consumer;

    OncePerEventProcessor(EventHandling handling, String consumer, Processor block) {
        super(block);
        this.handling = handling;
        this.consumer = consumer;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            handling.handle(exchange, consumer, this::run);
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
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
