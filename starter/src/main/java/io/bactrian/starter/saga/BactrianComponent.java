package io.bactrian.starter.saga;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * {@code bactrian:result?names=a,b}: the named variables (or headers) become results of the current saga step. They are stored
 * with the coordinator when the route goes on, and appear as headers and variables on the step's compensation.
 */
public final class BactrianComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!"result".equals(remaining)) {
            throw new IllegalArgumentException(
                    "bactrian:" + remaining + " is not known, there is bactrian:result?names=a,b");
        }
        String names = getAndRemoveParameter(parameters, "names", String.class, "");
        List<String> list = Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (list.isEmpty()) {
            throw new IllegalArgumentException("bactrian:result needs names of variables or headers, as in"
                    + " bactrian:result?names=paymentId,trackingId");
        }
        return new ResultEndpoint(uri, this, list);
    }

    private static final class ResultEndpoint extends DefaultEndpoint {

        private final List<String> names;

        ResultEndpoint(String uri, BactrianComponent component, List<String> names) {
            super(uri, component);
            this.names = names;
        }

        @Override
        public Producer createProducer() {
            BactrianSagaService service = getCamelContext().hasService(BactrianSagaService.class);
            if (service == null) {
                throw new IllegalStateException("bactrian:result needs Bactrian's saga service in the Camel context");
            }
            return new ResultProducer(this, service.results(), names);
        }

        @Override
        public @Nullable Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("bactrian:result is for to(), not for from()");
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }

    private static final class ResultProducer extends DefaultProducer {

        private final StepResults results;
        private final List<String> names;

        ResultProducer(Endpoint endpoint, StepResults results, List<String> names) {
            super(endpoint);
            this.results = results;
            this.names = names;
        }

        @Override
        public void process(Exchange exchange) {
            results.store(exchange, names);
        }
    }
}
