package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.protocol.LraHeaders;
import java.util.Set;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.Ordered;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;

/**
 * Keeps the headers of sagas out of HTTP answers. Camel's HTTP consumers answer with every header of the message, those of the
 * request among them, and a caller has no business with a saga's id. A filter that the application has set on the component
 * still decides about all other headers; one on an endpoint replaces this one there.
 */
final class QuietAnswers implements ComponentCustomizer {

    /** Consumers only: a component that also sends requests must let the saga's header out. */
    private static final Set<String> COMPONENTS = Set.of("platform-http", "servlet");

    @Override
    public boolean isEnabled(String name, Component component) {
        return COMPONENTS.contains(name) && component instanceof HeaderFilterStrategyAware;
    }

    @Override
    public void configure(String name, Component component) {
        HeaderFilterStrategyAware filtering = (HeaderFilterStrategyAware) component;
        HeaderFilterStrategy own = filtering.getHeaderFilterStrategy();
        filtering.setHeaderFilterStrategy(new Filter(own == null ? new HttpHeaderFilterStrategy() : own));
    }

    /** After those that set what the application's properties say. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST;
    }

    private record Filter(HeaderFilterStrategy others) implements HeaderFilterStrategy {

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return LraHeaders.isOfSagas(name) || others.applyFilterToCamelHeaders(name, value, exchange);
        }

        @Override
        public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
            return others.applyFilterToExternalHeaders(name, value, exchange);
        }
    }
}
