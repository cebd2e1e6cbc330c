package io.bactrian.coordinator.saga;

import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context in which a step began: its compensation belongs to the same trace, however much later it is called.
 *
 * @param parent the header {@code traceparent} as it came
 * @param state the header {@code tracestate}, the vendors' part; null for none
 */
public record Trace(String parent, @Nullable String state) {}
