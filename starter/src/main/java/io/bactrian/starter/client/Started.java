package io.bactrian.starter.client;

import io.bactrian.starter.protocol.LraId;
import org.jspecify.annotations.Nullable;

/**
 * A saga that stands at the coordinator.
 *
 * @param id the saga
 * @param recoveryUrl the first participant when the same request joined it, null when it has yet to join
 */
public record Started(LraId id, @Nullable String recoveryUrl) {}
