package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.LraHeaders;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelTracingService;

/**
 * The trace an exchange belongs to. Camel's own tracers keep it in a header of the message, also where the exchange changes its
 * thread; with any other (an agent, Spring's) a header is the caller's at best, and the thread knows better.
 */
final class Traces {

    private final CurrentTrace current;

    Traces(CurrentTrace current) {
        this.current = current;
    }

    /** The W3C headers, empty when there is no trace. */
    Map<String, String> of(Exchange exchange) {
        Map<String, String> carried = carried(exchange);
        boolean kept = !carried.isEmpty() && exchange.getContext().hasService(CamelTracingService.class) != null;
        Map<String, String> running = kept ? Map.of() : current.headers();
        return running.isEmpty() ? carried : running;
    }

    private static Map<String, String> carried(Exchange exchange) {
        Map<String, String> trace = new HashMap<>();
        for (String name : new String[] {LraHeaders.TRACEPARENT, LraHeaders.TRACESTATE}) {
            String value = exchange.getIn().getHeader(name, String.class);
            if (value != null) {
                trace.put(name, value);
            }
        }
        return trace;
    }
}
