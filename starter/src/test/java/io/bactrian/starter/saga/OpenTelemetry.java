package io.bactrian.starter.saga;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;

/** A tracing library that keeps its finished spans in memory. */
final class OpenTelemetry {

    static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();
    static final SdkTracerProvider TRACES = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(SPANS))
            .build();

    private OpenTelemetry() {}

    /** What Camel's tracer looks up. */
    static Map<Class<?>, Object> beans() {
        return Map.of(
                Tracer.class, TRACES.get("camel"),
                ContextPropagators.class, ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
    }

    /** The traces of the spans with which Camel entered this endpoint, by their end. */
    static List<String> tracesOf(String endpoint) {
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getAttributes().asMap().values().stream().anyMatch(value -> String.valueOf(value)
                                .endsWith(endpoint.replace("direct:", "direct://")))
                        && span.getAttributes().asMap().containsValue("EVENT_RECEIVED"))
                .map(SpanData::getTraceId)
                .toList();
    }
}
