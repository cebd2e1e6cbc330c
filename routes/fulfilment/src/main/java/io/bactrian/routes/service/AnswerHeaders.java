package io.bactrian.routes.service;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.springframework.stereotype.Component;

/**
 * Lets only these headers into an answer. An exchange still carries the headers of its request, and of every answer a
 * step got: without this they would all be copied to the caller.
 */
@Component("answerHeaders")
class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> PASS = Set.of("content-type", "retry-after");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !PASS.contains(name.toLowerCase(Locale.ROOT)) || super.applyFilterToCamelHeaders(name, value, exchange);
    }
}
