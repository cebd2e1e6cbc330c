package io.bactrian.starter.kafka;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** For {@code to()}. */
final class ProducingEndpoint extends DefaultEndpoint {

    private final Processor work;

    ProducingEndpoint(String uri, Component component, Processor work) {
        super(uri, component);
        this.work = work;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                work.process(exchange);
            }
        };
    }

    @Override
    public @Nullable Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(
                getEndpointUri() + " is for to(); commands are consumed with from(\"kafka:TOPIC\")");
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
