package io.bactrian.starter.callback;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Tells the copies that a wire tap makes from all others: they run for themselves, and nobody waits for how they end. */
public final class Taps implements InterceptStrategy {

    private static final String PROPERTY = "BactrianTaps";

    /** How many wire taps lie between the exchange and the one that was not tapped. */
    static int around(Exchange exchange) {
        return exchange.getProperty(PROPERTY, 0, Integer.class);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        // Camel warns about every interceptor that answers with a plain processor
        AsyncProcessor node =
                target instanceof AsyncProcessor async ? async : AsyncProcessorConverterHelper.convert(target);
        return definition instanceof WireTapDefinition ? new Tap(node) : node;
    }

    /** The copy is made before the node is done with the original. */
    private static final class Tap extends DelegateAsyncProcessor {

        Tap(AsyncProcessor node) {
            super(node);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            int around = around(exchange);
            exchange.setProperty(PROPERTY, around + 1);
            return super.process(exchange, doneSync -> {
                exchange.setProperty(PROPERTY, around);
                callback.done(doneSync);
            });
        }
    }
}
