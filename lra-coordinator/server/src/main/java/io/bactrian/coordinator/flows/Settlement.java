package io.bactrian.coordinator.flows;

import java.time.Instant;

/**
 * A person said how a flow ended that would not end by itself. What is expected after events that were there by then is
 * expected no more; events that come later count as ever.
 *
 * @param as an end
 */
public record Settlement(FlowState as, Instant at) {}
