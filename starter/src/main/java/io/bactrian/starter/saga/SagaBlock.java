package io.bactrian.starter.saga;

/**
 * A {@code saga()} in a route.
 *
 * @param routeId the route it wraps
 * @param manual whether the saga is decided by {@code saga:complete} and {@code saga:compensate} only
 */
record SagaBlock(String routeId, boolean manual) {}
