package io.bactrian.starter.callback;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what Camel forgets: a branch of a split, multicast or recipient list that has handled its own failure, or is marked for
 * rollback, has stopped; but the exchange it is a part of goes on, and says nothing of it. Where a branch has ended is known to
 * events only: its error handlers are around all interceptors.
 */
public final class BranchFailures extends EventNotifierSupport implements InterceptStrategy {

    private static final String FORK = "BactrianFork";
    private static final String ELSEWHERE = "BactrianFailedElsewhere";

    private final Consumer<Exchange> failed;

    /** @param failed told of each branch that has failed and does not say so any more, before its results are aggregated */
    public BranchFailures(Consumer<Exchange> failed) {
        this.failed = failed;
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreExchangeAsyncProcessingStartedEvents(true);
    }

    /** What the exchange says of failures until now is the affair of something that it has left, and of nothing around that. */
    public static void happenedElsewhere(Exchange exchange) {
        if (stopped(exchange)) {
            exchange.setProperty(ELSEWHERE, true);
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        // Camel warns about every interceptor that answers with a plain processor
        AsyncProcessor node =
                target instanceof AsyncProcessor async ? async : AsyncProcessorConverterHelper.convert(target);
        boolean forks = definition instanceof SplitDefinition
                || definition instanceof MulticastDefinition
                || definition instanceof RecipientListDefinition;
        return forks ? new Forking(node) : node;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.ExchangeCompletedEvent || event instanceof CamelEvent.ExchangeFailedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        Exchange exchange = ((CamelEvent.ExchangeEvent) event).getExchange();
        Fork fork = exchange.getProperty(FORK, Fork.class);
        if (fork == null || !fork.isBegunBy(exchange)) {
            // whatever copied a branch runs for itself
            return;
        }
        if (stopped(exchange) && !fork.stoppedBefore && exchange.getProperty(ELSEWHERE) == null) {
            StepRun.hasFailedWithin(exchange);
            failed.accept(exchange);
        }
    }

    private static boolean stopped(Exchange exchange) {
        return exchange.isRollbackOnly()
                || exchange.isRollbackOnlyLast()
                || exchange.getExchangeExtension().isErrorHandlerHandledSet()
                        && exchange.getExchangeExtension().isErrorHandlerHandled();
    }

    /**
     * Where branches begin.
     *
     * @param owner the exchange that waits for them
     * @param stoppedBefore whether it was in an error handler's hands already
     */
    private record Fork(String owner, boolean stoppedBefore) {

        boolean isBegunBy(Exchange branch) {
            return owner.equals(branch.getProperty(ExchangePropertyKey.CORRELATION_ID));
        }
    }

    private static final class Forking extends DelegateAsyncProcessor {

        Forking(AsyncProcessor node) {
            super(node);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Fork around = exchange.getProperty(FORK, Fork.class);
            Object elsewhere = exchange.removeProperty(ELSEWHERE);
            exchange.setProperty(FORK, new Fork(exchange.getExchangeId(), stopped(exchange)));
            return super.process(exchange, doneSync -> {
                // the last branch may have left its own
                restore(exchange, FORK, around);
                restore(exchange, ELSEWHERE, elsewhere);
                callback.done(doneSync);
            });
        }

        private static void restore(Exchange exchange, String name, @Nullable Object value) {
            if (value == null) {
                exchange.removeProperty(name);
            } else {
                exchange.setProperty(name, value);
            }
        }
    }
}
