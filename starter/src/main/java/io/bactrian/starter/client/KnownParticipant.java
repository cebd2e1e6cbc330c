package io.bactrian.starter.client;

import org.jspecify.annotations.Nullable;

/**
 * A participant as the coordinator knows it.
 *
 * @param links as a {@code Link} header
 * @param status the word of the LRA protocol; null from a coordinator that does not say
 * @param replyTokenDigest of the reply token that its commands over Kafka carry; null from a coordinator that does not say
 * @param valueDigest of what its callbacks have as their body, and its commands over Kafka as their value, now; null from a coordinator that does not say
 */
public record KnownParticipant(
        String links,
        @Nullable String status,
        @Nullable String replyTokenDigest,
        @Nullable String valueDigest) {}
