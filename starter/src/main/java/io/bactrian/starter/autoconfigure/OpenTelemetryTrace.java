package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.saga.CurrentTrace;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span that OpenTelemetry has made current on this thread, whoever did: an agent, Spring, or the application. */
final class OpenTelemetryTrace implements CurrentTrace {

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, OpenTelemetryTrace::put);
        return headers;
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
    }
}
