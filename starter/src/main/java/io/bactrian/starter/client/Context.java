package io.bactrian.starter.client;

import java.util.Map;

/**
 * What travels with a request beside what it asks.
 *
 * @param trace W3C trace headers
 * @param reports reports of steps of the same saga, by participant
 */
public record Context(Map<String, String> trace, Map<String, StepReport> reports) {

    public static final Context NONE = new Context(Map.of(), Map.of());
}
