package io.bactrian.coordinator.engine;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids of sagas: UUIDs of version 7 (<a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562</a>), which begin with the
 * time. So what belongs to sagas of the same time stands together in every index of the ledger, and few pages change at a time. The
 * rest is random and cannot be guessed.
 */
final class SagaIds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SagaIds() {}

    /** A new one. */
    static String next(Instant now) {
        long time = now.toEpochMilli() << 16;
        long version = 0x7000L | RANDOM.nextInt(0x1000);
        long variant = 0x8000_0000_0000_0000L | RANDOM.nextLong() >>> 2;
        return new UUID(time | version, variant).toString();
    }
}
