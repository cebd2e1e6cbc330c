package io.bactrian.starter.saga;

import java.util.Map;

/** Asks the tracing library of the application in which trace this thread works. */
@FunctionalInterface
public interface CurrentTrace {

    /** For applications without one. */
    CurrentTrace NONE = Map::of;

    /** The W3C headers {@code traceparent} and {@code tracestate} as far as there are any; empty outside of a trace. */
    Map<String, String> headers();
}
