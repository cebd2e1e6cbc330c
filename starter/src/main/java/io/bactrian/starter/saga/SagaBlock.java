package io.bactrian.starter.saga;

import org.apache.camel.model.SagaPropagation;

/**
 * A {@code saga()} in a route.
 *
 * @param routeId the route it wraps
 * @param manual whether the saga is decided by {@code saga:complete} and {@code saga:compensate} only
 * @param propagation how it relates to a saga that is there already
 */
record SagaBlock(String routeId, boolean manual, SagaPropagation propagation) {}
