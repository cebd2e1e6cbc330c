package io.bactrian.starter.saga;

import java.util.function.BiConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Marks where an exchange enters and leaves a {@code saga()} block. Camel tells its saga service neither the route, nor the
 * completion mode, nor that a step is done.
 */
final class SagaBlocks implements InterceptStrategy {

    private final BiConsumer<Exchange, SagaScope> onLeave;

    SagaBlocks(BiConsumer<Exchange, SagaScope> onLeave) {
        this.onLeave = onLeave;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (definition instanceof SagaDefinition saga) {
            String mode = saga.getCompletionMode();
            boolean manual = mode != null && "MANUAL".equalsIgnoreCase(context.resolvePropertyPlaceholders(mode));
            SagaPropagation propagation =
                    CamelContextHelper.parse(context, SagaPropagation.class, saga.getPropagation());
            SagaBlock block = new SagaBlock(
                    ProcessorDefinitionHelper.getRouteId(saga),
                    manual,
                    propagation == null ? SagaPropagation.REQUIRED : propagation);
            return new Block(target, block, saga, new TransactionWarning(block, saga));
        }
        // Camel warns about every interceptor that answers with a plain processor
        return target instanceof AsyncProcessor ? target : AsyncProcessorConverterHelper.convert(target);
    }

    private final class Block extends DelegateAsyncProcessor {

        private final SagaBlock block;

        private final SagaDefinition definition;
        private final TransactionWarning warning;

        Block(Processor target, SagaBlock block, SagaDefinition definition, TransactionWarning warning) {
            super(target);
            this.block = block;
            this.definition = definition;
            this.warning = warning;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            SagaOutcomeUnknownException undecided = UndecidedSaga.redelivered(exchange, block);
            if (undecided != null) {
                exchange.setException(undecided);
                callback.done(true);
                return true;
            }
            SagaScope scope = SagaScope.enter(exchange, block);
            Exception lost = LostSaga.of(exchange, scope, definition);
            if (lost != null) {
                scope.leave(exchange);
                exchange.setException(lost);
                callback.done(true);
                return true;
            }
            return super.process(exchange, doneSync -> {
                try {
                    onLeave.accept(exchange, scope);
                    warning.onLeave(exchange, scope);
                } finally {
                    scope.leave(exchange);
                    callback.done(doneSync);
                }
            });
        }
    }
}
