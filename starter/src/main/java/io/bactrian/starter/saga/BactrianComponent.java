package io.bactrian.starter.saga;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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
 *
 * <p>{@code bactrian:results?names=a,b}: what any step of the exchange's saga has stored becomes variables.
 *
 * <p>Others come from {@link EndpointMaker}s in the registry.
 */
public final class BactrianComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (remaining.equals("result")) {
            List<String> names = names(parameters);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("bactrian:result needs names of variables or headers, as in"
                        + " bactrian:result?names=paymentId,trackingId");
            }
            return new SagaEndpoint(uri, this, "result", (service, exchange) -> service.results()
                    .store(exchange, names));
        }
        if (remaining.equals("results")) {
            List<String> names = names(parameters);
            return new SagaEndpoint(uri, this, "results", (service, exchange) -> service.storedResults()
                    .read(exchange, names));
        }
        int colon = remaining.indexOf(':');
        String name = colon < 0 ? remaining : remaining.substring(0, colon);
        TreeSet<String> known = new TreeSet<>(List.of("result?names=a,b", "results?names=a,b"));
        for (EndpointMaker maker : getCamelContext().getRegistry().findByType(EndpointMaker.class)) {
            if (maker.name().equals(name)) {
                return maker.make(uri, this, colon < 0 ? "" : remaining.substring(colon + 1), parameters);
            }
            known.add(maker.name());
        }
        String hint = name.equals("request") || name.equals("reply")
                ? "; it needs Spring Kafka on the class path: add the dependency org.springframework.kafka:spring-kafka"
                : "";
        throw new IllegalArgumentException("bactrian:" + remaining + " is not known, there is bactrian:"
                + String.join(", bactrian:", known) + hint);
    }

    private List<String> names(Map<String, Object> parameters) {
        String names = getAndRemoveParameter(parameters, "names", String.class, "");
        return Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** For {@code to()}: does something with the saga service. */
    private static final class SagaEndpoint extends DefaultEndpoint {

        private final String name;
        private final BiConsumer<BactrianSagaService, Exchange> work;

        SagaEndpoint(
                String uri, BactrianComponent component, String name, BiConsumer<BactrianSagaService, Exchange> work) {
            super(uri, component);
            this.name = name;
            this.work = work;
        }

        @Override
        public Producer createProducer() {
            BactrianSagaService service = getCamelContext().hasService(BactrianSagaService.class);
            if (service == null) {
                throw new IllegalStateException(
                        "bactrian:" + name + " needs Bactrian's saga service in the Camel context");
            }
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    work.accept(service, exchange);
                }
            };
        }

        @Override
        public @Nullable Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("bactrian:" + name + " is for to(), not for from()");
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }
}
