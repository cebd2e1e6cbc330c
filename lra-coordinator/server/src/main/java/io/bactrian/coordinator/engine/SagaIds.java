package io.bactrian.coordinator.engine;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of sagas: UUIDs of version 7 (<a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562</a>), which begin with the
 * time. So what belongs to sagas of the same time stands together in every index of the ledger, and few pages change at a time. A
 * node's ids stand in the order in which it gave them, also within a millisecond. The rest is random and cannot be guessed.
 */
final class SagaIds {

    private static final int COUNTED = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Milliseconds and, in the last bits, a count within them; a clock that is set back does not set it back. */
    private final AtomicLong latest = new AtomicLong();

    /** A new one. */
    String next(Instant now) {
        long time = latest.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli() << COUNTED));
        long milliseconds = time >>> COUNTED << 16;
        long count = time & (1L << COUNTED) - 1;
        long version = 0x7000L;
        long variant = 0x8000_0000_0000_0000L;
        return new UUID(milliseconds | version | count, variant | RANDOM.nextLong() >>> 2).toString();
    }
}
