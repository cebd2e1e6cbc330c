package io.bactrian.participants.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;

/** Lets only these headers out: an exchange still carries those of the request, and the answer is no place for them. */
final class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> OUT = Set.of("content-type", "location", "retry-after");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !OUT.contains(name.toLowerCase(Locale.ROOT));
    }
}
