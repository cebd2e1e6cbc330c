package io.bactrian.coordinator.saga;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a participant is; this never changes.
 *
 * @param sagaId uid of its saga
 * @param seq its place in the order of joining, 1 is the first
 * @param id last part of its recovery URL, unique in the whole ledger
 * @param childId uid of the nested saga it stands for; null for a participant that is called over the wire
 */
public record Enlistment(
        String sagaId, int seq, String id, @Nullable String childId, Instant joinedAt) {}
